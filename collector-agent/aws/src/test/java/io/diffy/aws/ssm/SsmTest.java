package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.diffy.aws.TestPlugins;
import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.CollectionPlugin.Order;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.Target;
import io.diffy.schemas.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A fleet, a scripted AWS, a run: what tests of the plugin have in common. */
abstract class SsmTest {
  static final String RUN = "run-2026-11-20";

  @TempDir Path state;
  final FakeTime time = new FakeTime();
  final TestPayload payload = new TestPayload();
  final List<String> notes = new ArrayList<>();
  final List<String> progress = new ArrayList<>();
  final List<InstanceResult> done = new ArrayList<>();
  final Map<String, String> settings = new TreeMap<>();
  volatile PluginContext.Stop stop = PluginContext.Stop.NEVER;
  CollectionPlugin.Again again;
  String incident = "INC-7";
  ScriptedAws aws;
  ScriptedSsm ssm;

  @BeforeEach
  void start() throws IOException {
    aws = ScriptedAws.start();
    ssm = new ScriptedSsm(aws, time);
    settings.putAll(aws.settings());
    settings.put("aws.s3.bucket", ScriptedSsm.BUCKET);
    settings.put("aws.s3.prefix", "diffy");
  }

  @AfterEach
  void stop() throws IOException {
    aws.close();
    assertNoCredential();
  }

  /** Not in what was sent (headers are signed, bodies hold nothing), said, or left on the disk. */
  private void assertNoCredential() throws IOException {
    List<String> texts = new ArrayList<>(notes);
    done.forEach(result -> texts.add(result.reason()));
    aws.calls().forEach(call -> texts.add(call.text() + call.uri()));
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.add(Files.readString(file));
      }
    }
    String keyId = System.getProperty("aws.accessKeyId");
    String secret = System.getProperty("aws.secretAccessKey");
    for (String text : texts) {
      assertFalse(text.contains(keyId) || text.contains(secret), text);
    }
  }

  /** The results of a run over the whole fleet, by the number of the instance. */
  Map<Integer, InstanceResult> collect() {
    List<InstanceResult> results =
        new SsmCollection(time.pause()).collect(order(), listener(), context());
    assertEquals(results.size(), done.size(), "every result is announced once");
    Map<Integer, InstanceResult> byNumber = new TreeMap<>();
    for (InstanceResult result : results) {
      byNumber.put(Integer.parseInt(result.instanceId().substring(2), 16), result);
    }
    assertEquals(results.size(), byNumber.size(), "one result for each");
    return byNumber;
  }

  Order order() {
    List<Target> targets = ssm.hosts.keySet().stream().map(SsmTest::target).toList();
    return new Order(
        RUN,
        incident,
        targets,
        payload,
        Duration.ofMinutes(5),
        again == null ? () -> targets : again);
  }

  static Target target(String id) {
    return Target.of(Instance.named("web", id), "InService");
  }

  CollectionPlugin.Listener listener() {
    return new CollectionPlugin.Listener() {
      @Override
      public void done(InstanceResult result) {
        done.add(result);
      }

      @Override
      public void progress(int count, int asked) {
        progress.add(count + " of " + asked);
      }
    };
  }

  PluginContext context() {
    return new PluginContext(
        settings,
        state,
        time,
        line -> {
          notes.add(line);
          TestPlugins.NOTES.add(line);
        },
        () -> stop.asked());
  }

  List<Call> calls(String operation) {
    return aws.calls("ssm", operation);
  }

  static void assertOutcome(InstanceOutcome outcome, String reason, InstanceResult result) {
    assertEquals(outcome + ": " + reason, result.outcome() + ": " + result.reason());
  }
}
