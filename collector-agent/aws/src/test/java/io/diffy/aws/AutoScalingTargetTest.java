package io.diffy.aws;

import static io.diffy.aws.scripted.ScriptedFleet.ACCOUNT;
import static io.diffy.aws.scripted.ScriptedFleet.instance;
import static io.diffy.aws.scripted.ScriptedFleet.member;
import static io.diffy.aws.scripted.ScriptedFleet.template;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Handler;
import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.aws.scripted.ScriptedFleet;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin.Query;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;

class AutoScalingTargetTest {
  private ScriptedAws aws;
  private ScriptedFleet fleet;

  @BeforeEach
  void start() throws IOException {
    aws = ScriptedAws.start();
    fleet = ScriptedFleet.on(aws, 2);
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Test
  void anInstanceInServiceIsFoundWithAllThatIsKnownOfIt() {
    fleet.group("web-prod", List.of(member("i-0a", "InService", "7")));

    Target target = find("web-prod").get(0);

    assertEquals(
        new Instance(
            new GroupKey(ACCOUNT, "us-east-1", "web-prod"),
            "i-0a",
            new Cohort("ami-0web", "7", "m5.large"),
            new Address("us-east-1a", target.instance().hostname(), target.instance().privateIp())),
        target.instance());
    assertTrue(target.instance().hostname().endsWith(".ec2.internal"));
    assertTrue(target.instance().privateIp().startsWith("10.0.0."));
    assertEquals("InService", target.lifecycle());
    assertTrue(target.collectable());
  }

  @Test
  void instancesComeInTheOrderOfTheirIds() {
    fleet.group(
        "web-prod",
        List.of(
            member("i-0c", "InService", "7"),
            member("i-0a", "InService", "7"),
            member("i-0b", "InService", "7")));

    assertEquals(List.of("i-0a", "i-0b", "i-0c"), ids(find("web-prod")));
  }

  @Test
  void onlyInServiceIsAskedOfAllTwentyThreeStatesAndTheOthersSayWhy() {
    List<Map<String, Object>> members = new ArrayList<>();
    for (LifecycleState state : LifecycleState.knownValues()) {
      members.add(member("i-0" + members.size(), state.toString(), "7"));
    }
    fleet.group("web-prod", members);

    List<Target> targets = find("web-prod");

    assertEquals(23, targets.size());
    for (Target target : targets) {
      assertEquals(target.lifecycle().equals("InService"), target.collectable());
      assertTrue(target.collectable() || target.skipped().startsWith(target.lifecycle() + ": "));
      assertTrue(!target.skipped().contains("not known"), target.skipped());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Pending:Wait, Pending:Wait: not in service yet",
    "Terminating:Proceed, Terminating:Proceed: is being ended",
    "Detaching, Detaching: is being taken out of service",
    "Warmed:Stopped, Warmed:Stopped: waits in the warm pool",
    "Quarantined, Quarantined: was taken out of service",
    "Hovering, Hovering: a state that is not known here"
  })
  void eachStateHasItsReason(String state, String reason) {
    fleet.group("web-prod", List.of(member("i-0a", state, "7")));

    assertEquals(reason, find("web-prod").get(0).skipped());
  }

  @Test
  void standbyIsAskedOnlyOnDemand() {
    fleet.group("web-prod", List.of(member("i-0a", "Standby", "7")));

    assertEquals(
        "Standby: not asked unless plugin.auto-scaling.standby=true",
        find("web-prod").get(0).skipped());
    assertTrue(find("web-prod", "standby", "true").get(0).collectable());
  }

  @Test
  void aMixedInstancesPolicyHidesTheGroupsTemplateAndMayOverrideIt() {
    Map<String, Object> specification = template("lt-0web", "web", "$Default");
    fleet.group(
        "web-prod",
        List.of(
            member("i-0a", "InService", "7"),
            member(
                "i-0b",
                "InService",
                Map.of("LaunchTemplate", template("lt-0arm", "web-arm", "7")))),
        Map.of(
            "LaunchTemplate",
            "",
            "MixedInstancesPolicy",
            Map.of("LaunchTemplate", Map.of("LaunchTemplateSpecification", specification))));

    assertEquals(
        List.of("7", "web-arm:7"),
        find("web-prod").stream().map(target -> target.instance().launchVersion()).toList());
  }

  @Test
  void aLaunchConfigurationIsItsOwnVersion() {
    fleet.group(
        "web-prod",
        List.of(member("i-0a", "InService", Map.of("LaunchConfigurationName", "web-2026-11"))),
        Map.of("LaunchTemplate", "", "LaunchConfigurationName", "web-2026-11"));

    assertEquals("web-2026-11", find("web-prod").get(0).instance().launchVersion());
  }

  @Test
  void anInstanceThatEndedMeanwhileIsNamedAndFailsNobodyElse() {
    fleet.group(
        "web-prod", List.of(member("i-0a", "InService", "7"), member("i-0b", "InService", "7")));
    fleet.forget("i-0b");

    List<Target> targets = find("web-prod");

    assertTrue(targets.get(0).collectable());
    assertEquals("i-0b", targets.get(1).instance().instanceId());
    assertEquals("EC2 does not know it any more", targets.get(1).skipped());
  }

  @Test
  void anInstanceThatIsStoppedIsNotAsked() {
    fleet.group("web-prod", List.of(member("i-0a", "InService", "7")));
    fleet.put(instance("i-0a", "stopped", Map.of()));

    assertEquals("stopped: does not run", find("web-prod").get(0).skipped());
  }

  @Test
  void ec2IsAskedForAThousandAtOnce() {
    List<Map<String, Object>> members = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      members.add(member("i-%04d".formatted(i), "InService", "7"));
    }
    fleet.group("web-prod", members);

    assertEquals(1_001, find("web-prod").stream().filter(Target::collectable).count());
    assertEquals(
        List.of(1_000, 1),
        aws.calls("ec2", "DescribeInstances").stream()
            .map(call -> call.numbered("InstanceId").size())
            .toList());
  }

  @Test
  void anEmptyGroupHasNoInstancesAndEc2IsNotAskedForAll() {
    fleet.group("web-prod", List.of());

    assertEquals(List.of(), find("web-prod"));
    assertEquals(List.of(), aws.calls("ec2", "DescribeInstances"));
  }

  @Test
  void aGroupThatDoesNotExistIsSaidSo() {
    assertEquals(
        "no Auto Scaling Group \"web\" in the own account, region us-east-1",
        assertThrows(PluginFailure.class, () -> find("web")).getMessage());
  }

  @Test
  void theFullKeyOfAGroupNamesAccountAndRegion() {
    fleet.group("web-prod", List.of(member("i-0a", "InService", "7")));

    assertEquals(List.of("i-0a"), ids(find(ACCOUNT + ":us-east-1:web-prod")));
    assertEquals(
        "the key says region us-east-1, the option says eu-west-1: give one",
        assertThrows(
                PluginFailure.class,
                () ->
                    new AutoScalingTarget()
                        .find(
                            new Query(ACCOUNT + ":us-east-1:web-prod", "", "eu-west-1"),
                            TestPlugins.context(aws)))
            .getMessage());
  }

  @Test
  void credentialsOfAnotherAccountFindNothing() {
    fleet.group("web-prod", List.of(member("i-0a", "InService", "7")));

    assertEquals(
        "the credentials belong to account 123456789012, not 210987654321;"
            + " see aws.accounts for how to get into another",
        assertThrows(PluginFailure.class, () -> find("210987654321:us-east-1:web-prod"))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"autoscaling", "ec2"})
  void whatIsNotAllowedIsSaidShortly(String service) {
    fleet.group("web-prod", List.of(member("i-0a", "InService", "7")));
    Handler denied =
        call ->
            Answer.error(
                403,
                service.equals("ec2") ? "UnauthorizedOperation" : "AccessDenied",
                "You are not authorized. Encoded authorization failure message: "
                    + "x".repeat(5_000));
    aws.on(
        service, service.equals("ec2") ? "DescribeInstances" : "DescribeAutoScalingGroups", denied);

    String message = assertThrows(PluginFailure.class, () -> find("web-prod")).getMessage();

    assertTrue(message.contains("compare the role with deploy/aws/collector-policy.json"), message);
    assertTrue(message.length() < 600, message);
  }

  @Test
  void aHostileNameIsAValueAndNothingElse() {
    String name = "web'; $(reboot)\n&Action=TerminateInstances";
    fleet.group(name, List.of(member("i-0a", "InService", "7")));

    assertEquals(List.of("i-0a"), ids(find(name)));
    assertEquals(
        List.of(name),
        aws.calls("autoscaling", "DescribeAutoScalingGroups")
            .get(0)
            .numbered("AutoScalingGroupNames.member"));
  }

  private List<Target> find(String key, String... settings) {
    return new AutoScalingTarget().find(new Query(key, "", ""), TestPlugins.context(aws, settings));
  }

  private static List<String> ids(List<Target> targets) {
    return targets.stream().map(target -> target.instance().instanceId()).toList();
  }
}
