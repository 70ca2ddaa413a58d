package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.Handler;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How output comes back: through S3, inline where that is enough, and never silently cut. */
class OutputTest extends SsmTest {
  private static final String NO_OBJECT =
      "no object in s3://diffy-output/diffy/runs/run-2026-11-20/"
          + "00000001-1111-4111-8111-111111111111/i-00000000000000001/;"
          + " may its instance profile write there?";

  @Test
  void bigOutputComesByteForByteWithOneListing() {
    ssm.fleet(2);
    ssm.host(1).prints(TestPayload.document(ScriptedSsm.id(1), 200_000));

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(1));
    assertTrue(results.get(1).bytes() > 5_000_000);
    assertArrayEquals(ssm.host(1).stdout, payload.read.get(ScriptedSsm.id(1)));
    assertEquals(2, aws.calls("s3", "ListObjectsV2").size(), "one is to see that it may be");
    assertEquals(0, calls("GetCommandInvocation").size());
  }

  @Test
  void aListingOfManyPagesIsReadToItsLast() {
    ssm = new ScriptedSsm(aws, time, 7).fleet(20);

    assertTrue(collect().values().stream().allMatch(r -> r.outcome() == InstanceOutcome.SUCCESS));
    assertEquals(1 + 3, aws.calls("s3", "ListObjectsV2").size());
  }

  @Test
  void aMissingObjectIsMadeUpForByShortInlineOutput() {
    ssm.fleet(1);
    ssm.host(1).uploads = false;

    assertOutcome(InstanceOutcome.SUCCESS, "", collect().get(1));
  }

  @Test
  void aMissingObjectOfLongOutputIsSaid() {
    ssm.fleet(2);
    ssm.host(1).uploads = false;
    ssm.host(1).prints(TestPayload.document(ScriptedSsm.id(1), 2_000));

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(
        InstanceOutcome.OUTPUT_MISSING,
        NO_OBJECT + ", and SSM keeps only the first 24,000 characters of it",
        results.get(1));
    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(2));
  }

  @Test
  void anEmptyOutputIsNeverUploadedAndIsSaid() {
    ssm.fleet(1);
    ssm.host(1).prints("");

    assertOutcome(
        InstanceOutcome.OUTPUT_MISSING,
        NO_OBJECT + ", and SSM says it printed nothing",
        collect().get(1));
  }

  @Test
  void withoutABucketInlineOutputIsTakenWhenItIsWhole() {
    settings.remove("aws.s3.bucket");
    ssm.fleet(3);
    ssm.host(2).prints(TestPayload.document(ScriptedSsm.id(2), 2_000));
    ssm.host(3).inline = "x".repeat(24_000);

    Map<Integer, InstanceResult> results = collect();

    String cut =
        "no bucket is configured (aws.s3.bucket),"
            + " and SSM keeps only the first 24,000 characters of it";
    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(1));
    assertOutcome(InstanceOutcome.OUTPUT_TRUNCATED, cut, results.get(2));
    assertOutcome(InstanceOutcome.OUTPUT_TRUNCATED, cut, results.get(3));
    assertTrue(aws.calls("s3", "ListObjectsV2").isEmpty());
  }

  @Test
  void anObjectThatEndsWithTheMarkOfTheAgentIsCut() {
    ssm.fleet(2);
    ssm.host(1).prints(ScriptedSsm.id(1) + "\n0 root\n--output truncated--");
    ssm.host(2).prints(ScriptedSsm.id(2) + "\n0 root");

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(
        InstanceOutcome.OUTPUT_TRUNCATED,
        "the agent cut its output after 47 bytes",
        results.get(1));
    assertOutcome(InstanceOutcome.OUTPUT_TRUNCATED, "the end mark is missing", results.get(2));
  }

  @Test
  void outputThatIsNotOfThePayloadHurtsOnlyItsOwnInstance() {
    ssm.fleet(4);
    ssm.host(1).prints(TestPayload.document(ScriptedSsm.id(2), 3));
    ssm.host(2).prints("BUG");
    settings.put("max-output-bytes", "5000");
    ssm.host(3).prints("x".repeat(9_000));

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(
        InstanceOutcome.OUTPUT_INVALID,
        "it is not the document of i-00000000000000001",
        results.get(1));
    assertOutcome(
        InstanceOutcome.OUTPUT_INVALID,
        "the payload plugin failed on it: java.lang.IllegalStateException: a bug",
        results.get(2));
    assertOutcome(
        InstanceOutcome.OUTPUT_INVALID,
        "it printed more than 5000 bytes (plugin.ssm.max-output-bytes)",
        results.get(3));
    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(4));
  }

  @Test
  void aBucketThatMayNoLongerBeListedIsSaidForEachInstance() {
    ssm.fleet(2);
    Handler denied = call -> Answer.error(403, "AccessDenied", "Access Denied");
    aws.on("s3", "ListObjectsV2", Handler.firstly(1, OutputTest::nothing, denied));

    Map<Integer, InstanceResult> results = collect();

    String reason = "its output could not be looked for: AccessDenied: Access Denied";
    assertOutcome(InstanceOutcome.OUTPUT_MISSING, reason, results.get(1));
    assertOutcome(InstanceOutcome.OUTPUT_MISSING, reason, results.get(2));
  }

  private static Answer nothing(Call call) {
    return Answer.raw(
        200,
        "application/xml",
        "<ListBucketResult><Name>diffy-output</Name><MaxKeys>1</MaxKeys>"
            + "<IsTruncated>false</IsTruncated></ListBucketResult>");
  }

  @Test
  void whatAListNamedBeforeItFailedIsReadAllTheSame() {
    ssm = new ScriptedSsm(aws, time, 7).fleet(20);
    settings.put("aws.max-attempts", "1");
    Handler broken = call -> Answer.error(500, "InternalError", "no more");
    Handler list = ssm.listing();
    aws.on("s3", "ListObjectsV2", Handler.firstly(2, list, broken));

    Map<Integer, InstanceResult> results = collect();

    assertEquals(
        7, results.values().stream().filter(r -> r.outcome() == InstanceOutcome.SUCCESS).count());
    assertOutcome(
        InstanceOutcome.OUTPUT_MISSING,
        "its output could not be looked for: InternalError: no more",
        results.get(20));
  }

  @Test
  void objectsAreBroughtSideBySideAndToldAsTheyCome() {
    ssm.fleet(50);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ssm.slow =
        () -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          try {
            Thread.sleep(30);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          now.decrementAndGet();
        };

    assertEquals(50, collect().size());
    assertTrue(most.get() > 4 && most.get() <= 8, most + " at once");
    assertTrue(progress.containsAll(List.of("1 of 50", "7 of 50", "49 of 50")), progress::toString);
  }
}
