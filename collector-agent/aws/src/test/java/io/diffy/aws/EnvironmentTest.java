package io.diffy.aws;

import static io.diffy.aws.scripted.ScriptedFleet.member;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.aws.scripted.ScriptedFleet;
import io.diffy.aws.scripted.ScriptedS3;
import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.TargetPlugin.Query;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A process that is told everything by AWS's own variables, and nothing by settings. */
@Execution(ExecutionMode.CONCURRENT)
class EnvironmentTest {
  private ScriptedAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = ScriptedAws.start();
    ScriptedFleet.on(aws, 10).group("web-prod", List.of(member("i-0a", "InService", "7")));
    ScriptedS3.on(aws, 10, "diffy-test");
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Test
  void oneEndpointForAllServices() throws IOException, InterruptedException {
    assertEquals("i-0a kept", run(Map.of("AWS_ENDPOINT_URL", aws.endpoint().toString())));
    assertEquals("eu-west-1", aws.calls("ec2", "DescribeInstances").get(0).region());
    assertEquals(
        "AKIAOFTHEENVIRONMENT", aws.calls("ec2", "DescribeInstances").get(0).accessKeyId());
  }

  @Test
  void anEndpointForEachService() throws IOException, InterruptedException {
    String endpoint = aws.endpoint().toString();

    assertEquals(
        "i-0a kept",
        run(
            Map.of(
                "AWS_ENDPOINT_URL_AUTO_SCALING", endpoint,
                "AWS_ENDPOINT_URL_EC2", endpoint,
                "AWS_ENDPOINT_URL_S3", endpoint)));
  }

  private static String run(Map<String, String> variables)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Collector.class.getName());
    builder.environment().putAll(variables);
    builder
        .environment()
        .putAll(
            Map.of(
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "AKIAOFTHEENVIRONMENT",
                "AWS_SECRET_ACCESS_KEY", System.getProperty("aws.secretAccessKey")));
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return said.strip();
  }

  /** Finds a group and keeps a document. */
  static final class Collector {
    private Collector() {}

    public static void main(String[] arguments) {
      PluginContext context = TestPlugins.context(Map.of(), "bucket", "diffy-test");
      String id =
          new AutoScalingTarget()
              .find(new Query("web-prod", "", ""), context)
              .get(0)
              .instance()
              .instanceId();
      S3Persistence s3 = new S3Persistence();
      s3.save(Shelf.RESULTS, List.of(id), "kept".getBytes(StandardCharsets.UTF_8), context);
      byte[] document = s3.get(Shelf.RESULTS, List.of(id), context).orElseThrow();
      System.out.println(id + " " + new String(document, StandardCharsets.UTF_8));
    }
  }
}
