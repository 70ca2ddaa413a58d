package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.WireFault;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.PluginFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A bucket whose output nobody could read is found before a command is sent. */
@Execution(ExecutionMode.CONCURRENT)
class BucketCheckTest extends SsmTest {
  private static final String NOT_SENT = "no command was sent, for its output could not be read: ";
  private static final String LISTING = NOT_SENT + "listing s3://diffy-output/diffy/runs/";

  @Test
  void aBucketThatIsNotThere() {
    settings.put("aws.s3.bucket", "nobodys");

    assertNothingIsSent(
        NOT_SENT
            + "listing s3://nobodys/diffy/runs/: there is no bucket \"nobodys\"; see aws.s3.bucket");
  }

  @Test
  void aBucketInAnotherRegionWithTheRegion() {
    aws.on(
        "s3",
        "ListObjectsV2",
        call ->
            new Answer(
                301,
                Map.of("x-amz-bucket-region", "eu-west-1"),
                "The bucket must be addressed otherwise",
                "PermanentRedirect",
                null));

    assertNothingIsSent(
        LISTING
            + ": the bucket \"diffy-output\" is in eu-west-1, not in us-east-1;"
            + " set aws.s3.region=eu-west-1");
  }

  @Test
  void aRedirectWithoutABodySaysTheRegionToo() {
    aws.breaks(
        "s3",
        "ListObjectsV2",
        9,
        WireFault.other(301, Map.of("x-amz-bucket-region", "eu-west-1"), ""));

    assertNothingIsSent(
        LISTING
            + ": the bucket \"diffy-output\" is in eu-west-1, not in us-east-1;"
            + " set aws.s3.region=eu-west-1");
  }

  @Test
  void aSignatureForTheWrongRegionSaysTheRightOne() {
    aws.on(
        "s3",
        "ListObjectsV2",
        call ->
            Answer.error(
                400,
                "AuthorizationHeaderMalformed",
                "The authorization header is malformed; the region 'us-east-1' is wrong;"
                    + " expecting 'eu-west-1'"));

    assertNothingIsSent(
        LISTING
            + ": the bucket \"diffy-output\" is in eu-west-1, not in us-east-1;"
            + " set aws.s3.region=eu-west-1");
  }

  @Test
  void aBucketThatMayNotBeListed() {
    aws.on("s3", "ListObjectsV2", call -> Answer.error(403, "AccessDenied", "Access Denied"));

    assertNothingIsSent(
        LISTING
            + " (the own account, region us-east-1): not allowed; compare the role with"
            + " deploy/aws/collector-policy.json. AWS says: AccessDenied: Access Denied");
  }

  @Test
  void aBucketWhoseObjectsMayNotBeRead() {
    aws.on("s3", "GetObject", call -> Answer.error(403, "AccessDenied", "Access Denied"));

    assertNothingIsSent(
        NOT_SENT
            + "reading s3://diffy-output/diffy/runs/ (plugin.ssm.check-reading=false leaves this"
            + " out) (the own account, region us-east-1): not allowed; compare the role with"
            + " deploy/aws/collector-policy.json. AWS says: AccessDenied: Access Denied");
  }

  @Test
  void aRefusalThatOnlySaysThatNothingIsThereIsNone() {
    ssm.fleet(1);
    String listing =
        "User: arn:aws:sts::123456789012:assumed-role/diffy is not authorized to perform:"
            + " s3:ListBucket on resource: \"arn:aws:s3:::diffy-output\"";
    aws.breaks("s3", "GetObject", 1, WireFault.other(403, Map.of(), error(listing)));

    assertOutcome(InstanceOutcome.SUCCESS, "", collect().get(1));
  }

  @Test
  void theCheckOfReadingCanBeLeftOut() {
    ssm.fleet(1);
    settings.put("check-reading", "false");
    aws.breaks("s3", "GetObject", 1, WireFault.other(403, Map.of(), error("Access Denied")));

    assertOutcome(InstanceOutcome.SUCCESS, "", collect().get(1));
  }

  private static String error(String message) {
    return "<Error><Code>AccessDenied</Code><Message>" + message + "</Message></Error>";
  }

  private void assertNothingIsSent(String why) {
    ssm.fleet(2);

    PluginFailure failure = assertThrows(PluginFailure.class, this::collect);

    assertEquals(why, failure.getMessage());
    assertTrue(calls("SendCommand").isEmpty());
  }
}
