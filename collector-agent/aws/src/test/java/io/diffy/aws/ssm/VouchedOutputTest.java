package io.diffy.aws.ssm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.plugin.InstanceOutcome;
import org.junit.jupiter.api.Test;

/** Instances may write each other's keys in the bucket; standard error is SSM's own. */
class VouchedOutputTest extends SsmTest {
  private static final String FOREIGN =
      "the object in S3 is not what the instance printed: its digest differs";

  @Test
  void anObjectWhoseDigestIsInStandardErrorIsTheInstances() {
    ssm.fleet(2);
    payload.vouched = true;
    vouchedFor(1);
    vouchedFor(2);

    assertOutcome(InstanceOutcome.SUCCESS, "", collect().get(1));
    assertEquals(2, calls("GetCommandInvocation").size());
  }

  @Test
  void whatANeighbourPutThereIsNot() {
    ssm.fleet(2);
    payload.vouched = true;
    vouchedFor(1);
    vouchedFor(2);
    ssm.host(2).prints(TestPayload.document(ScriptedSsm.id(2), 7));
    var results = collect();

    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(1));
    assertOutcome(InstanceOutcome.OUTPUT_INVALID, FOREIGN, results.get(2));
  }

  @Test
  void withoutADigestNothingIsBelieved() {
    ssm.fleet(1);
    payload.vouched = true;

    assertOutcome(InstanceOutcome.OUTPUT_INVALID, FOREIGN, collect().get(1));
  }

  private void vouchedFor(int number) {
    Host host = ssm.host(number);
    host.stderr = "a warning\n" + TestPayload.line(new String(host.stdout, UTF_8)) + "\n";
  }
}
