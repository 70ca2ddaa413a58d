package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Instances that no policy allows to send to: one, some, or a whole group without the tag. */
@Execution(ExecutionMode.CONCURRENT)
class DeniedPlacesTest extends SsmTest {
  private static final String TAG =
      "the shipped policy asks for the tag osq-collect=true on each instance; see docs/aws.md";

  @Test
  void anInstanceThatPolicyForbidsIsLeftOutOfItsBatch() {
    ssm.fleet(3);
    String text =
        "User: arn:aws:sts::123456789012:assumed-role/diffy is not authorized to perform:"
            + " ssm:SendCommand on resource: arn:aws:ec2:us-east-1:123456789012:instance/"
            + ScriptedSsm.id(2);
    aws.on(
        "ssm",
        "SendCommand",
        call ->
            call.text().contains(ScriptedSsm.id(2))
                ? Answer.error(400, "AccessDeniedException", text)
                : ssm.send(call));

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(
        InstanceOutcome.ACCESS_DENIED,
        "SSM does not take it: AccessDeniedException: " + text + "; " + TAG,
        results.get(2));
    assertEquals(2, successes(results));
  }

  @ParameterizedTest
  @CsvSource({"6, 6", "60, 11", "1000, 40"})
  void aGroupWithoutTheTagIsGivenUpAfterAFewRefusals(int count, int most) {
    ssm.fleet(count);
    ssm.hosts.values().forEach(host -> host.tagged = false);

    Map<Integer, InstanceResult> results = collect();

    assertEquals(0, successes(results));
    assertEquals(count, results.size());
    assertTrue(calls("SendCommand").size() <= most, calls("SendCommand").size() + " calls");
    for (InstanceResult result : results.values()) {
      assertEquals(InstanceOutcome.ACCESS_DENIED, result.outcome());
      assertTrue(result.reason().endsWith(TAG), result.reason());
    }
  }

  @Test
  void ofAGroupThatIsTaggedInPartTheTaggedAnswer() {
    ssm.fleet(60);
    ssm.hosts.values().forEach(host -> host.tagged = host.id.matches(".*[02468ace]"));

    Map<Integer, InstanceResult> results = collect();

    assertEquals(30, successes(results));
    assertEquals(InstanceOutcome.ACCESS_DENIED, results.get(59).outcome());
  }

  @Test
  void aGroupWhoseSecondHalfIsTaggedIsFoundOut() {
    ssm.fleet(100);
    ssm.hosts.values().stream().limit(50).forEach(host -> host.tagged = false);

    assertEquals(50, successes(collect()));
  }

  private static long successes(Map<Integer, InstanceResult> results) {
    return results.values().stream().filter(r -> r.outcome() == InstanceOutcome.SUCCESS).count();
  }
}
