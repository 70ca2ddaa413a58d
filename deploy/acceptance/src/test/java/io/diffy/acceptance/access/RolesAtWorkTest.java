package io.diffy.acceptance.access;

import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.it.Cli;
import io.diffy.acceptance.it.DiffyProcess;
import io.diffy.cli.command.ExitCode;
import io.diffy.registry.TestFleet;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of one finding on a Kafka with TLS, passwords and ACLs, each step by a user who has the
 * ACLs of its role and no more, and whose password lies in a file of its own.
 */
final class RolesAtWorkTest {
  private static final String GROUP = "123456789012:us-east-1:web-prod";
  private static final int HOSTS = 12;
  private static final List<String> ROLES =
      List.of("processor", "agent", "collector", "responder", "siem", "sink", "archive");

  @TempDir private Path folder;
  private SecuredBroker broker;
  private Roles roles;

  @BeforeEach
  void aBrokerThatDeniesAndOneUserOfEachRole() throws Exception {
    broker = SecuredBroker.start(folder);
    roles = new Roles(broker, folder);
    roles.createTopics(Topics.DEFAULT_PREFIX);
    for (String role : ROLES) {
      roles.grant(
          Topics.DEFAULT_PREFIX,
          role,
          role.equals("responder") ? new String[] {"baselines"} : new String[0]);
    }
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void everyRoleDoesItsWork() throws Exception {
    List<Cli> said = new ArrayList<>();
    try (DiffyProcess processor = start("processor");
        DiffyProcess agent = start("agent", "--group", "shop", "--root", empty().toString())) {
      processor.awaitLine("Processing diffy.observations");
      agent.awaitLine(""); // It says what it asks, once it may ask at all.
      said.add(
          run("collector", ExitCode.NOTHING_FOUND, "collector", "--group", "web", aRogueCron()));

      said.add(
          run("responder", ExitCode.NOTHING_FOUND, "new", "baseline", GROUP, "--input", aClean()));
      said.add(
          run("responder", ExitCode.FINDINGS, "new", "analysis", GROUP, "--input", aRogueCron()));
      Cli findings = run("responder", ExitCode.FINDINGS, "findings");
      assertTrue(findings.out().contains("crontab"), findings::out);
      said.add(findings);
      said.add(run("responder", ExitCode.FINDINGS, "hosts", GROUP));

      ConsumerRecord<String, String> event = asSiem();
      assertTrue(event.value().contains("\"class_uid\":2004"), event::value);
      said.add(sink("sink", "findings"));
      said.add(sink("archive", "observations"));

      String uid = event.key().substring(0, 8);
      said.add(run("responder", ExitCode.NOTHING_FOUND, "explain", uid));
      said.add(run("responder", ExitCode.NOTHING_FOUND, "accept", uid, "--reason", "a known job"));
      assertTrue(published("shop"), "what the agent answered");
      theCollectorTakesAGroup();
      assertEquals(143, agent.stop());
      assertEquals(143, processor.stop());
    }
    for (String role : ROLES) {
      String password = SecuredBroker.passwordOf(role);
      said.forEach(cli -> assertFalse((cli.out() + cli.err()).contains(password)));
      assertFalse(Files.exists(errors(role)) && Files.readString(errors(role)).contains(password));
    }
  }

  private void theCollectorTakesAGroup() throws Exception {
    Path plugins = folder.resolve("plugins");
    TestFleet.install(plugins);
    Path groups =
        Files.writeString(
            folder.resolve("groups.json"),
            """
            {"groups": [{"key": "web", "target": "test-fleet", "payload": "test-fleet", "collection": "test-fleet"}]}
            """);
    Path pack =
        Files.writeString(
            folder.resolve("test.conf"),
            "{\"queries\": {\"crontab\": {\"query\": \"select 1\", \"interval\": 1}}}");
    try (DiffyProcess collector =
        start(
            "collector", "--groups", "" + groups, "--plugins", "" + plugins, "--pack", "" + pack)) {
      collector.awaitLine("Collecting 1 of 1 groups: web");
      collector.awaitLine("web every 1 s, due 20");
      collector.interrupt();
      List<String> last = collector.awaitEnd();
      assertTrue(
          last.get(last.size() - 1).endsWith("failed 0 + dropped 0 + in flight 0"), last::toString);
    }
  }

  private DiffyProcess start(String role, String... more) throws IOException {
    Path own = Files.createDirectories(folder.resolve(role));
    List<String> words = new ArrayList<>(List.of(role, "--verbose"));
    words.addAll(List.of(more));
    words.addAll(known(role));
    return DiffyProcess.start(own, words.toArray(String[]::new));
  }

  private Path errors(String role) {
    return folder.resolve(role).resolve("stderr.txt");
  }

  private Cli run(String role, int exitCode, String... words) {
    Cli cli =
        Cli.diffy(Stream.concat(Stream.of(words), known(role).stream()).toArray(String[]::new));
    assertEquals(exitCode, cli.exitCode(), () -> String.join(" ", words) + ": " + cli.err());
    return cli;
  }

  private Cli sink(String role, String topic) {
    Cli cli = run(role, ExitCode.NOTHING_FOUND, "sink", "file", "--topic", topic, "--until-end");
    assertFalse(cli.out().contains("Read 0"), cli::out);
    return cli;
  }

  private List<String> known(String role) {
    return List.of(
        "--config", roles.config(role).toString(), "--data", folder.resolve(role).toString());
  }

  /** As any software would read findings. */
  private ConsumerRecord<String, String> asSiem() {
    Map<String, Object> properties = new TreeMap<>(broker.client("siem"));
    properties.put("group.id", "diffy-siem");
    properties.put("isolation.level", "read_committed");
    properties.put("auto.offset.reset", "earliest");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("diffy.findings"));
      ConsumerRecord<String, String> first = next(consumer, "");
      consumer.commitSync();
      return first;
    }
  }

  private boolean published(String group) {
    Map<String, Object> properties = new TreeMap<>(broker.client("responder"));
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor("diffy.observations").stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return next(consumer, group) != null;
    }
  }

  /** The first record whose key begins so. */
  private static ConsumerRecord<String, String> next(
      KafkaConsumer<String, String> consumer, String key) {
    for (long end = System.nanoTime() + 60_000_000_000L; System.nanoTime() < end; ) {
      for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
        if (record.key().startsWith(key)) {
          return record;
        }
      }
    }
    throw new AssertionError("no record of \"" + key + "\"");
  }

  private String aRogueCron() throws IOException {
    return recording("web", n -> n == 7);
  }

  private String aClean() throws IOException {
    return recording("clean", n -> false);
  }

  private String recording(String name, IntPredicate rogue) throws IOException {
    Instant now = Instant.now();
    StringBuilder lines = new StringBuilder();
    for (int n = 1; n <= HOSTS; n++) {
      Instance host = instance(n);
      Observation answer = rogue.test(n) ? rogueCron(host, now) : cleanCron(host, now);
      lines.append(new String(new ObservationCodec().encode(answer), UTF_8)).append('\n');
    }
    return Files.writeString(folder.resolve(name + ".ndjson"), lines).toString();
  }

  private Path empty() throws IOException {
    return Files.createDirectories(folder.resolve("root"));
  }
}
