package io.diffy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.aws.scripted.ScriptedS3;
import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3PersistenceTest extends S3Behaviours {
  private ScriptedAws aws;
  private ScriptedS3 objects;

  @BeforeEach
  void start() throws IOException {
    aws = ScriptedAws.start();
    objects = ScriptedS3.on(aws, 2, "diffy-test");
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Override
  PluginContext context(String... settings) {
    return TestPlugins.context(
        aws,
        Stream.concat(Stream.of("bucket", "diffy-test"), Stream.of(settings))
            .toArray(String[]::new));
  }

  @Test
  void aListingOfManyPagesIsReadToItsEnd() {
    PluginContext context = context();
    for (int i = 0; i < 5; i++) {
      s3.save(Shelf.RESULTS, List.of("run-" + i), new byte[0], context);
    }

    assertEquals(5, all(Shelf.RESULTS, List.of(), context).size());
    assertEquals(3, aws.calls("s3", "ListObjectsV2").size());
  }

  @Test
  void objectsOfOthersAreLeftAlone() {
    objects.put("diffy-test", "diffy/v1/results/../evil.ndjson.gz", new byte[] {1});
    objects.put("diffy-test", "diffy/v1/results/notes.txt", new byte[] {1});

    assertEquals(List.of(), all(Shelf.RESULTS, List.of(), context()));
  }

  @Test
  void anObjectThatIsNotGzippedIsNamed() {
    objects.put("diffy-test", "diffy/v1/results/a.ndjson.gz", new byte[] {1, 2, 3});

    assertEquals(
        "s3://diffy-test/diffy/v1/results/a.ndjson.gz is not gzipped: Not in GZIP format",
        failure(() -> s3.get(Shelf.RESULTS, List.of("a"), context())));
  }

  @Test
  void aMissingPermissionIsSaidSo() {
    aws.on("s3", "PutObject", call -> Answer.error(403, "AccessDenied", "Access Denied"));

    assertEquals(
        "writing s3://diffy-test/diffy/v1/results/a.ndjson.gz (the own account, region us-east-1):"
            + " not allowed; compare the role with deploy/aws/collector-policy.json."
            + " AWS says: AccessDenied: Access Denied",
        failure(() -> s3.save(Shelf.RESULTS, List.of("a"), new byte[0], context())));
  }

  @Test
  void aBucketOfAnotherRegionIsSaidSo() {
    aws.on(
        "s3",
        "GetObject",
        call -> Answer.error(301, "PermanentRedirect", "The bucket must be addressed elsewhere"));

    assertTrue(
        failure(() -> s3.get(Shelf.RESULTS, List.of("a"), context()))
            .endsWith("the bucket is in another region than us-east-1; see plugin.s3.region"));
  }

  @Test
  void withoutABucketNothingIsTried() {
    assertEquals(
        "which bucket? Set plugin.s3.bucket",
        failure(() -> s3.get(Shelf.RESULTS, List.of("a"), context("bucket", ""))));
  }

  private static String failure(Runnable call) {
    return assertThrows(PluginFailure.class, call::run).getMessage();
  }
}
