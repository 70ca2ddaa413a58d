package io.diffy.aws;

import static io.diffy.aws.scripted.ScriptedFleet.ACCOUNT;
import static io.diffy.aws.scripted.ScriptedFleet.TEMPLATE;
import static io.diffy.aws.scripted.ScriptedFleet.member;
import static io.diffy.aws.scripted.ScriptedFleet.template;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.Handler;
import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.aws.scripted.ScriptedFleet;
import io.diffy.plugin.InventoryPlugin.Deploy;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.GroupKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances of the scripted fleet were launched on 20 November at 01:00. */
class AutoScalingInventoryTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-11-20T00:00:00Z");
  private static final Instant ONE_AM = Instant.parse("2026-11-20T01:00:00Z");
  private static final GroupKey WEB = new GroupKey(ACCOUNT, "us-east-1", "web-prod");

  private ScriptedAws aws;
  private ScriptedFleet fleet;

  @BeforeEach
  void start() throws IOException {
    aws = ScriptedAws.start();
    fleet = ScriptedFleet.on(aws, 2);
    fleet.group("web-prod", List.of(member("i-0a", "InService", "8")));
    refreshes(List.of());
    newestVersion(8, "2026-11-19T22:00:00.000Z");
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Test
  void aVersionIsDeployedWhenItsFirstInstanceCameIntoService() {
    assertEquals(
        List.of(
            new Deploy(
                WEB,
                "123456789012:us-east-1:web-prod",
                "8",
                ONE_AM,
                "launch template version 8 of 2026-11-19T22:00:00Z came into service")),
        poll(MIDNIGHT));
    assertEquals(List.of(), poll(ONE_AM.plusSeconds(1)));
  }

  @Test
  void theVersionBehindLatestIsAskedFor() {
    poll(MIDNIGHT);

    Call call = aws.calls("ec2", "DescribeLaunchTemplateVersions").get(0);
    assertEquals(List.of("$Latest"), call.numbered("LaunchTemplateVersion"));
    assertEquals(TEMPLATE, call.param("LaunchTemplateId"));
  }

  @Test
  void aVersionThatNoInstanceHasIsNotDeployed() {
    newestVersion(9, "2026-11-19T22:00:00.000Z");

    assertEquals(List.of(), poll(MIDNIGHT));
  }

  @Test
  void anInstanceThatReplacesAnotherOfAnOldVersionIsNoDeploy() {
    newestVersion(8, "2026-11-01T22:00:00.000Z");

    assertEquals(List.of(), poll(MIDNIGHT));
  }

  @Test
  void aFinishedRefreshIsADeployAndTellsMoreThanTheVersion() {
    refreshes(
        List.of(refresh("r-1", "Successful", "2026-11-20T00:30:00Z", "2026-11-20T02:00:00Z")));

    assertEquals(
        List.of(
            new Deploy(
                WEB,
                WEB.toString(),
                "8",
                Instant.parse("2026-11-20T02:00:00Z"),
                "instance refresh r-1 ended: Successful")),
        poll(MIDNIGHT));
  }

  @Test
  void aRefreshUnderWayIsNoDeployYetAndAFailedOneNever() {
    refreshes(
        List.of(
            refresh("r-2", "InProgress", "2026-11-20T00:40:00Z", ""),
            refresh("r-1", "Failed", "2026-11-20T00:10:00Z", "2026-11-20T00:20:00Z")));

    assertEquals(List.of(), poll(MIDNIGHT));
  }

  @Test
  void aRefreshNamesTheVersionItWasToldTo() {
    Map<String, Object> refresh =
        refresh("r-1", "RollbackSuccessful", "2026-11-20T00:30:00Z", "2026-11-20T02:00:00Z");
    refresh.put("DesiredConfiguration", Map.of("LaunchTemplate", template(TEMPLATE, "web", "7")));
    refreshes(List.of(refresh));

    assertEquals("7", poll(MIDNIGHT).get(0).version());
  }

  @Test
  void allGroupsAndAllRefreshesOnAllPagesAreSeenTheOldestFirst() {
    for (String name : List.of("a", "b", "c", "d")) {
      fleet.group(name, List.of());
    }
    refreshes(
        List.of(
            refresh("r-3", "Successful", "2026-11-20T02:30:00Z", "2026-11-20T03:00:00Z"),
            refresh("r-2", "Successful", "2026-11-20T01:30:00Z", "2026-11-20T02:00:00Z"),
            refresh("r-1", "Successful", "2026-11-20T00:30:00Z", "2026-11-20T01:00:00Z")));

    List<Deploy> deploys = poll(MIDNIGHT);

    assertEquals(15, deploys.size());
    assertEquals("a", deploys.get(0).group().asg());
    assertEquals("web-prod", deploys.get(14).group().asg());
    assertEquals(Instant.parse("2026-11-20T03:00:00Z"), deploys.get(14).at());
    assertEquals(deploys, poll(MIDNIGHT));
    assertEquals(6, aws.calls("autoscaling", "DescribeAutoScalingGroups").size());
  }

  @Test
  void aGroupWhoseTemplateWasDeletedHasNoNewVersion() {
    aws.on(
        "ec2",
        "DescribeLaunchTemplateVersions",
        call -> Answer.error(400, "InvalidLaunchTemplateId.NotFound", "no such template"));

    assertEquals(List.of(), poll(MIDNIGHT));
  }

  @Test
  void allAccountsAndRegionsAreAskedInTheirRoles(@TempDir Path folder) throws IOException {
    aws.on("sts", "AssumeRole", TestSessions.assumeRole());
    String accounts = TestSessions.accountsFile(folder);

    List<Deploy> deploys = poll(MIDNIGHT, "aws.accounts", accounts);

    List<String> asked =
        aws.calls("autoscaling", "DescribeAutoScalingGroups").stream()
            .map(call -> call.accessKeyId() + " " + call.region())
            .toList();
    assertEquals(
        List.of(
            "ASIA123456789012 us-east-1",
            "ASIA123456789012 eu-west-1",
            "ASIA210987654321 us-east-1"),
        asked);
    assertEquals(3, deploys.size());
  }

  @Test
  void anAccountThatCanNotBeAskedFailsThePollAndIsNamed(@TempDir Path folder) throws IOException {
    aws.on(
        "sts",
        "AssumeRole",
        call ->
            call.param("RoleArn").contains("210987654321")
                ? Answer.error(403, "AccessDenied", "User is not authorized to perform this")
                : TestSessions.assumeRole().answer(call));
    String accounts = TestSessions.accountsFile(folder);

    String message =
        assertThrows(PluginFailure.class, () -> poll(MIDNIGHT, "aws.accounts", accounts))
            .getMessage();

    assertTrue(
        message.startsWith("looking for deploys (account 210987654321, region us-east-1): not"),
        message);
    assertTrue(!message.contains(TestSessions.EXTERNAL_ID), message);
  }

  private List<Deploy> poll(Instant since, String... settings) {
    PluginContext context = TestPlugins.context(aws, settings);
    return new AutoScalingInventory().poll(since, context);
  }

  private void refreshes(List<Map<String, Object>> refreshes) {
    aws.on(
        "autoscaling",
        "DescribeInstanceRefreshes",
        Handler.paged(
            call -> refreshes,
            2,
            call -> call.param("NextToken"),
            (page, next) ->
                next.isEmpty()
                    ? Map.of("InstanceRefreshes", page)
                    : Map.of("InstanceRefreshes", page, "NextToken", next)));
  }

  private static Map<String, Object> refresh(String id, String status, String from, String to) {
    Map<String, Object> refresh = new LinkedHashMap<>();
    refresh.put("InstanceRefreshId", id);
    refresh.put("AutoScalingGroupName", "web-prod");
    refresh.put("Status", status);
    refresh.put("StartTime", from);
    if (!to.isEmpty()) {
      refresh.put("EndTime", to);
    }
    return refresh;
  }

  private void newestVersion(int number, String made) {
    aws.on(
        "ec2",
        "DescribeLaunchTemplateVersions",
        Handler.always(
            Map.of(
                "launchTemplateVersionSet",
                List.of(
                    Map.of(
                        "launchTemplateId", TEMPLATE,
                        "launchTemplateName", "web",
                        "versionNumber", number,
                        "createTime", made)))));
  }
}
