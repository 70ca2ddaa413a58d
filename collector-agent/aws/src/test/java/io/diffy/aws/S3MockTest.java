package io.diffy.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.PluginContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The same behaviours on an S3 that other people wrote. */
@Execution(ExecutionMode.CONCURRENT)
class S3MockTest extends S3Behaviours {
  private static final AwsPlace OWN = new AwsPlace(AwsAccount.OWN, "us-east-1");

  private static S3MockProcess mock;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    mock = S3MockProcess.shared();
    mock.bucket("diffy-test");
  }

  @Override
  PluginContext context(String... settings) {
    return settings(settings);
  }

  @Test
  void aPresignedAddressReadsOneObjectWithoutCredentials() throws IOException {
    s3.save(Shelf.RESULTS, List.of("run-1"), "rows".getBytes(UTF_8), context("prefix", "signed"));
    URL url;
    try (AwsClients clients = AwsClients.open(OWN, "run-1", settings())) {
      url =
          clients
              .presigner()
              .presignGetObject(
                  presign ->
                      presign
                          .signatureDuration(Duration.ofMinutes(5))
                          .getObjectRequest(
                              get ->
                                  get.bucket("diffy-test")
                                      .key("signed/v1/results/run-1.ndjson.gz")))
              .url();
    }

    try (InputStream in = url.openStream()) {
      byte[] zipped = in.readAllBytes();
      byte[] rows = new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes();
      assertEquals("rows", new String(rows, UTF_8));
    }
  }

  private static PluginContext settings(String... settings) {
    Map<String, String> base = new TreeMap<>(mock.settings());
    base.put("bucket", "diffy-test");
    return TestPlugins.context(base, settings);
  }
}
