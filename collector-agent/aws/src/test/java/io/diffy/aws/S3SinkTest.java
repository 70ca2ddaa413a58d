package io.diffy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.aws.scripted.ScriptedS3;
import io.diffy.aws.scripted.WireFault;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.kit.SinkRecords;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3SinkTest extends S3SinkBehaviours {
  private ScriptedAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = ScriptedAws.start();
    ScriptedS3.on(aws, 1_000, "diffy-test");
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Override
  Map<String, String> implementation() {
    return aws.settings();
  }

  @Test
  void whoMayNotWriteIsToldWhichPolicyAllowsIt() {
    aws.on("s3", "PutObject", call -> Answer.error(403, "AccessDenied", "Access Denied"));

    String message = failure(settings());

    assertTrue(
        message.startsWith("writing s3://diffy-test/" + prefix() + "/v1/observations/2026-11-20/"),
        message);
    assertTrue(
        message.endsWith(
            "(the own account, region us-east-1): not allowed; compare the role with"
                + " deploy/aws/archive-policy.json. AWS says: AccessDenied: Access Denied"),
        message);
  }

  @Test
  void whoMayNotListIsToldBeforeAnythingIsDelivered() {
    aws.on("s3", "ListObjectsV2", call -> Answer.error(403, "AccessDenied", "Access Denied"));

    String message = failure(settings());

    assertTrue(message.startsWith("listing s3://diffy-test/" + prefix()), message);
    assertTrue(message.contains("deploy/aws/archive-policy.json"), message);
    assertEquals(0, aws.calls("s3", "PutObject").size());
  }

  @Test
  void aPageToSignInAtIsNoBucket() {
    Map<String, String> html = Map.of("Content-Type", "text/html");
    aws.breaks("s3", "ListObjectsV2", 99, WireFault.other(200, html, "<html>Sign in</html>"));

    String message = failure(settings());

    assertTrue(message.contains("\"Sign in\"; it isn't AWS that answered"), message);
    assertEquals(0, aws.calls("s3", "PutObject").size());
  }

  @Test
  void itSaysWhereItWrites() {
    assertEquals(
        "s3://diffy-test/" + prefix() + "/v1/observations/",
        new S3Sink().where(Dataset.OBSERVATIONS, context()));
  }

  @Test
  void aBucketOfAnotherRegionIsSaidSo() {
    aws.on(
        "s3",
        "ListObjectsV2",
        call -> Answer.error(301, "PermanentRedirect", "The bucket must be addressed elsewhere"));

    String message = failure(settings());

    assertTrue(
        message.endsWith("the bucket is in another region than us-east-1; see plugin.s3.region"),
        message);
  }

  @Test
  void whatIsNotSetOrSetWrongIsSaidBeforeAnythingIsCalled() {
    assertEquals("which bucket? Set plugin.s3.bucket", failure(with("bucket", "")));
    assertEquals(
        "plugin.s3.archive-prefix must be a name, without a slash at its ends, not \"archive/\";"
            + " correct it",
        failure(with("archive-prefix", "archive/")));
    assertTrue(
        failure(with("archive-prefix", "diffy"))
            .startsWith("plugin.s3.archive-prefix and plugin.s3.prefix are the same"));
    assertEquals(
        "\"s3://Not_A_Bucket\" is not s3://bucket/prefix",
        assertThrows(PluginFailure.class, () -> S3Archive.at("s3://Not_A_Bucket", context()))
            .getMessage());
    assertEquals(0, aws.calls().size());
  }

  private Map<String, String> with(String key, String value) {
    Map<String, String> settings = new TreeMap<>(settings());
    settings.put(key, value);
    return settings;
  }

  private String failure(Map<String, String> settings) {
    return assertThrows(
            PluginFailure.class, () -> deliver(SinkRecords.of(Dataset.OBSERVATIONS), settings))
        .getMessage();
  }
}
