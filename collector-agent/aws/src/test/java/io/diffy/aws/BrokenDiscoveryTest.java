package io.diffy.aws;

import static io.diffy.aws.scripted.ScriptedFleet.member;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Handler;
import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.aws.scripted.ScriptedFleet;
import io.diffy.aws.scripted.ScriptedS3;
import io.diffy.aws.scripted.WireFault;
import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin.Query;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Looking for instances and keeping documents, with answers that are cut, circle or aren't AWS's.
 */
@Timeout(60)
class BrokenDiscoveryTest {
  private static final Map<String, String> HTML = Map.of("Content-Type", "text/html");

  private ScriptedAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = ScriptedAws.start();
    ScriptedFleet.on(aws, 2)
        .group("web", List.of(member("i-0a", "InService", "7"), member("i-0b", "InService", "7")));
    ScriptedS3.on(aws, 2, "diffy-test");
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @ParameterizedTest
  @CsvSource({
    "autoscaling, DescribeAutoScalingGroups",
    "ec2, DescribeInstances",
  })
  void aCutListIsReadAgain(String service, String operation) {
    aws.breaks(service, operation, 2, WireFault.cut(0.7));

    assertEquals(2, find().size());
  }

  @ParameterizedTest
  @CsvSource({
    "autoscaling, DescribeAutoScalingGroups, 200",
    "autoscaling, DescribeAutoScalingGroups, 503",
    "ec2, DescribeInstances, 200",
    "ec2, DescribeInstances, 403",
  })
  void aPageToSignInAtIsNoEmptyList(String service, String operation, int status) {
    aws.breaks(
        service, operation, 99, WireFault.other(status, HTML, "<html>Sign <b>in</b></html>"));

    String message =
        assertThrows(PluginFailure.class, () -> find("aws.max-attempts", "1")).getMessage();

    assertTrue(message.contains("HTTP " + status), message);
    assertTrue(message.contains("\"Sign in\"; it isn't AWS that answered"), message);
  }

  @Test
  void anEmptyAnswerIsNoEmptyList() {
    aws.breaks("autoscaling", "DescribeAutoScalingGroups", 2, WireFault.other(200, HTML, ""));

    assertEquals(2, find().size());
  }

  @ParameterizedTest
  @CsvSource({
    "autoscaling, DescribeAutoScalingGroups, NextToken, Auto Scaling Groups",
    "ec2, DescribeInstances, nextToken, EC2 instances",
  })
  void aListThatCirclesEndsAndIsTold(String service, String operation, String token, String told) {
    Handler whole = call -> Answer.of(withToken(service, token));
    aws.on(service, operation, whole);

    find();

    assertEquals(2, aws.calls(service, operation).size());
    assertTrue(
        TestPlugins.NOTES.stream()
            .anyMatch(note -> note.startsWith("the list of " + told + " leads in a circle")));
  }

  private static Map<String, ?> withToken(String service, String token) {
    Map<String, Object> shape = new HashMap<>();
    shape.put(token, "same");
    if (service.equals("ec2")) {
      shape.put("reservationSet", List.of());
    } else {
      Map<String, Object> group = new HashMap<>();
      group.put("AutoScalingGroupName", "other");
      group.put("MinSize", 0);
      group.put("MaxSize", 1);
      group.put("DesiredCapacity", 1);
      group.put("DefaultCooldown", 300);
      group.put("AvailabilityZones", List.of("us-east-1a"));
      group.put("HealthCheckType", "EC2");
      group.put("CreatedTime", Instant.EPOCH.toString());
      group.put("Instances", List.of());
      shape.put("AutoScalingGroups", List.of(group));
    }
    return shape;
  }

  @Test
  void aKeptDocumentThatIsCutIsReadAgain() {
    PluginContext context = TestPlugins.context(aws, "bucket", "diffy-test");
    S3Persistence s3 = new S3Persistence();
    byte[] document = "{\"a\":1}\n".repeat(5_000).getBytes(StandardCharsets.UTF_8);
    s3.save(Shelf.RESULTS, List.of("a"), document, context);
    aws.breaks("s3", "GetObject", 2, WireFault.cut(0.5));

    Optional<byte[]> read = s3.get(Shelf.RESULTS, List.of("a"), context);

    assertArrayEquals(document, read.orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "'', there is more",
    "<NextContinuationToken>same</NextContinuationToken>, leads in a circle",
  })
  void aListOfABucketThatLacksSomeIsNotTakenForAll(String token, String told) {
    String page =
        "<ListBucketResult><IsTruncated>true</IsTruncated>" + token + "</ListBucketResult>";
    aws.breaks("s3", "ListObjectsV2", 99, WireFault.other(200, HTML, page));
    S3Archive archive = S3Archive.at("s3://diffy-test/logs", TestPlugins.context(aws));

    String message =
        assertThrows(PluginFailure.class, () -> archive.keys("", "", key -> false)).getMessage();

    assertTrue(message.startsWith("listing s3://diffy-test/logs/: "), message);
    assertTrue(message.contains(told), message);
  }

  @Test
  void whatAPageToSignInAtTookIsNotKept() {
    aws.breaks("s3", "PutObject", 99, WireFault.other(200, HTML, "<html>Sign in</html>"));
    PluginContext context =
        TestPlugins.context(aws, "bucket", "diffy-test", "aws.max-attempts", "1");

    PluginFailure failure =
        assertThrows(
            PluginFailure.class,
            () -> new S3Persistence().save(Shelf.RESULTS, List.of("a"), new byte[9], context));

    assertTrue(failure.getMessage().contains("\"Sign in\""), failure.getMessage());
  }

  private List<Target> find(String... settings) {
    try {
      return new AutoScalingTarget()
          .find(new Query("web", "", ""), TestPlugins.context(aws, settings));
    } catch (PluginFailure e) {
      if (e.getMessage().startsWith("no Auto Scaling Group")) {
        return List.of();
      }
      throw e;
    }
  }
}
