package io.diffy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SignedAddressTest {
  private static final String PACKAGE = "s3://diffy-packages/osquery/5.12.tar.gz";

  private ScriptedAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = ScriptedAws.start();
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Test
  void itIsOneObjectForTwentyMinutes() {
    URI signed = URI.create(SignedAddress.of(PACKAGE, context()));

    assertTrue(signed.getPath().endsWith("diffy-packages/osquery/5.12.tar.gz"), signed.getPath());
    assertTrue(signed.getQuery().contains("X-Amz-Expires=1200"), "20 minutes");
    assertTrue(signed.getQuery().contains("X-Amz-Signature="));
    assertEquals(0, aws.calls().size(), "nothing is sent");
  }

  @Test
  void howLongItHoldsCanBeSaid() {
    String signed = SignedAddress.of(PACKAGE, context("aws.signed-minutes", "5"));

    assertTrue(signed.contains("X-Amz-Expires=300"));
    assertEquals(
        "aws.signed-minutes: must be 1 to 720, not \"forever\"",
        failure(PACKAGE, context("aws.signed-minutes", "forever")));
  }

  @Test
  void whatIsNoObjectIsSaidSo() {
    assertEquals(
        "\"s3://only-a-bucket\" is not s3://bucket/key", failure("s3://only-a-bucket", context()));
  }

  private static String failure(String object, PluginContext context) {
    return assertThrows(PluginFailure.class, () -> SignedAddress.of(object, context)).getMessage();
  }

  private PluginContext context(String... settings) {
    return TestPlugins.context(aws, settings);
  }
}
