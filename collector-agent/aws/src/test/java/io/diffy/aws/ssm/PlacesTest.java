package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Call;
import io.diffy.plugin.CollectionPlugin.Order;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Target;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Instances in several regions, and orders that are refused. */
class PlacesTest extends SsmTest {

  @Test
  void eachRegionHasItsOwnCommands() {
    ssm.fleet(2);

    List<InstanceResult> results = collect(in(1, "us-east-1"), in(2, "eu-west-1"));

    assertTrue(results.stream().allMatch(result -> result.outcome() == InstanceOutcome.SUCCESS));
    assertEquals(
        List.of("eu-west-1", "us-east-1"),
        calls("SendCommand").stream().map(Call::region).toList());
  }

  @Test
  void aRegionThatRefusesDoesNotHurtTheOther() {
    ssm.fleet(2);
    aws.on(
        "ssm",
        "DescribeInstanceInformation",
        call ->
            call.region().equals("eu-west-1")
                ? Answer.error(400, "AccessDeniedException", "not authorized")
                : ssm.describe(call));

    List<InstanceResult> results = collect(in(1, "us-east-1"), in(2, "eu-west-1"));

    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(0));
    assertOutcome(
        InstanceOutcome.ACCESS_DENIED,
        "SSM could not be asked in own account/eu-west-1: AccessDeniedException: not authorized",
        results.get(1));
  }

  @Test
  void aScriptInWhichSsmWouldPutAStoredSecretIsRefused() {
    Payload leaking =
        new Payload() {
          @Override
          public String script() {
            return "echo '{{ ssm:/prod/db-password }}'";
          }

          @Override
          public List<String> queries() {
            return List.of();
          }

          @Override
          public List<Observation> read(Instance instance, byte[] output, Instant at) {
            return List.of();
          }
        };
    Order order = new Order(RUN, "", List.of(), leaking, Duration.ofMinutes(5));
    SsmCollection plugin = new SsmCollection(time.pause());

    assertThrows(PluginFailure.class, () -> plugin.collect(order, listener(), context()));
    assertThrows(PluginFailure.class, () -> plugin.plan(order, context()));
  }

  @Test
  void aSettingThatIsNoNumberIsNamed() {
    settings.put("max-concurrency", "10%\u001b");

    PluginFailure failure = assertThrows(PluginFailure.class, this::collect);

    assertEquals(
        "plugin.ssm.max-concurrency must be a whole number from 1 to 1000000, not \"10%\u001b\";"
            + " correct it",
        failure.getMessage());
  }

  private List<InstanceResult> collect(Target... targets) {
    Order order = new Order(RUN, "", List.of(targets), payload, Duration.ofMinutes(5));
    return new SsmCollection(time.pause()).collect(order, listener(), context());
  }

  private static Target in(int number, String region) {
    return Target.of(
        Instance.named(new GroupKey("", region, "web"), ScriptedSsm.id(number)), "InService");
  }
}
