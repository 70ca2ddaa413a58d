package io.diffy.acceptance.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.command.ExitCode;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Hosts;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.Open;
import io.diffy.schemas.Evaluation.Window;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diffy topics} and {@code diffy doctor} before a real broker on which things are wrong. */
final class DoctorTest {
  private static final Topics TOPICS = Topics.standard();
  private static final TopicPartition OBSERVATIONS =
      new TopicPartition(TOPICS.observations().name(), 0);

  @TempDir private Path folder;
  private EmbeddedBroker broker;
  private Admin admin;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.temporary();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterEach
  void stop() {
    admin.close();
    broker.close();
  }

  @Test
  void topicsAreMissingThenMadeThenAsDeclared() throws Exception {
    Cli before = diffy("topics", "--check");
    assertEquals(ExitCode.FINDINGS, before.exitCode(), before::err);
    assertTrue(before.out().contains("is missing"), before.out());

    Cli made = diffy("topics", "--create", "--replication", "1");
    assertEquals(ExitCode.NOTHING_FOUND, made.exitCode(), made::err);
    assertTrue(made.err().contains("made diffy.observations"), made.err());

    Cli after = diffy("topics");
    assertEquals(ExitCode.NOTHING_FOUND, after.exitCode(), after::out);
    assertTrue(after.out().endsWith("0 problems, 0 warnings, 13 ok.\n"), after.out());

    Cli again = diffy("topics", "--create");
    assertTrue(!again.err().contains("made "), again.err());
  }

  @Test
  void theDoctorNamesEverythingThatIsWrong() throws Exception {
    diffy("topics", "--create");
    admin.createPartitions(Map.of("diffy.findings", NewPartitions.increaseTo(6))).all().get();
    admin.deleteTopics(List.of("diffy.baselines")).all().get();
    set("diffy.observations", "retention.ms", "3600000");
    set("diffy.rerouted", "retention.bytes", "1000000");
    set("diffy.evaluations", "message.timestamp.before.max.ms", "3600000");
    set("diffy.dead-letters", "message.timestamp.after.max.ms", "1000");
    set("diffy.exceptions", "delete.retention.ms", "1000");
    set("diffy.control", "max.message.bytes", "1000");
    set("diffy.audit", "min.insync.replicas", "2");
    set("diffy.findings-state", "cleanup.policy", "compact,delete");
    stateOfAnotherShape();
    sixObservationsOfWhichTwoWereDeletedBeforeTheProcessorReadThem();
    aSinkThatNobodyRuns();
    write("diffy.dead-letters", "not JSON".getBytes(UTF_8), Instant.now());
    write(
        "diffy.evaluations", TOPICS.evaluations().codec().encode(silentHostOfWeb()), Instant.now());

    Cli doctor = diffy("doctor", "--format", "ndjson");

    assertEquals(ExitCode.FINDINGS, doctor.exitCode(), doctor::err);
    requireLine(doctor, "problem", "diffy.findings", "has 6 partitions, 4 declared");
    requireLine(doctor, "problem", "diffy.baselines", "is missing");
    requireLine(doctor, "problem", "diffy.observations", "has retention.ms=3600000");
    requireLine(doctor, "problem", "diffy.observations", "the widest window is 2 h");
    for (Cli both : List.of(doctor, diffy("topics", "--check", "--format", "ndjson"))) {
      requireLine(both, "problem", "diffy.rerouted", "has retention.bytes=1000000");
      requireLine(both, "problem", "diffy.evaluations", "has message.timestamp.before.max.ms=36");
      requireLine(both, "problem", "diffy.dead-letters", "has message.timestamp.after.max.ms=1000");
      requireLine(both, "problem", "diffy.exceptions", "has delete.retention.ms=1000");
      requireLine(both, "problem", "diffy.control", "has max.message.bytes=1000, 1048576 declared");
      requireLine(both, "problem", "diffy.audit", "needs 2 replicas in sync and has 1");
      requireLine(both, "problem", "diffy.findings-state", "has cleanup.policy=compact,delete");
      String changelog = "diffy-processor-state-changelog";
      requireLine(both, "problem", changelog, "has 3 partitions, 4 needed");
      requireLine(both, "problem", changelog, "has max.message.bytes=1000");
      assertTrue(
          both.lines().stream()
              .filter(line -> line.contains("\"problem\""))
              .allMatch(line -> line.contains("\"todo\":\"")),
          both::out);
    }
    requireLine(doctor, "problem", "processor", "diffy-processor has no member");
    requireLine(doctor, "problem", "processor", "never read 2 records");
    requireLine(doctor, "warning", "sinks", "diffy-sink-file has no member");
    requireLine(doctor, "warning", "dead letters", "1 in the last day");
    requireLine(doctor, "warning", "fleet", "1 hosts of web are silent: i-9");

    Cli processor = diffy("processor", "--data", folder.resolve("data").toString());
    assertEquals(ExitCode.FAILURE, processor.exitCode(), processor::err);
    assertTrue(
        processor.err().startsWith("diffy: topic diffy.findings has 6 partitions, 4 declared; "),
        processor::err);
  }

  @Test
  void aClusterThatIsNotThereIsAFailure() {
    Cli doctor = Cli.diffy("doctor", "--bootstrap-server", "127.0.0.1:1");
    assertEquals(ExitCode.FAILURE, doctor.exitCode());
    assertTrue(doctor.err().contains("can't use Kafka at 127.0.0.1:1"), doctor.err());
  }

  private void sixObservationsOfWhichTwoWereDeletedBeforeTheProcessorReadThem() throws Exception {
    for (int n = 0; n < 6; n++) {
      write(OBSERVATIONS.topic(), "{}".getBytes(UTF_8), Instant.now());
    }
    admin
        .alterConsumerGroupOffsets(
            "diffy-processor", Map.of(OBSERVATIONS, new OffsetAndMetadata(1)))
        .all()
        .get();
    admin.deleteRecords(Map.of(OBSERVATIONS, RecordsToDelete.beforeOffset(3))).all().get();
  }

  private void stateOfAnotherShape() throws Exception {
    NewTopic changelog = new NewTopic("diffy-processor-state-changelog", 3, (short) 1);
    admin
        .createTopics(
            List.of(
                changelog.configs(
                    Map.of("cleanup.policy", "compact", "max.message.bytes", "1000"))))
        .all()
        .get();
  }

  private void aSinkThatNobodyRuns() throws Exception {
    TopicPartition findings = new TopicPartition("diffy.findings", 0);
    admin
        .alterConsumerGroupOffsets("diffy-sink-file", Map.of(findings, new OffsetAndMetadata(0)))
        .all()
        .get();
  }

  private static Evaluation silentHostOfWeb() {
    Instant at = Instant.now().minus(Duration.ofMinutes(3));
    return new Evaluation(
        GroupKey.parse("web"),
        "crontab",
        new Window(at, at.minus(Duration.ofMinutes(132)), ""),
        new Hosts(
            List.of("i-1", "i-2", "i-3"),
            List.of(new Evaluation.Absent("i-9", "silent: no answer since 2026-11-20T01:00:00Z"))),
        List.of(),
        Open.NOTHING,
        Learnt.NOTHING);
  }

  private void write(String topic, byte[] value, Instant at) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, 0, at.toEpochMilli(), null, value)).get();
    }
  }

  private void set(String topic, String key, String value) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private static void requireLine(Cli cli, String state, String about, String says) {
    String start = "{\"state\":\"%s\",\"about\":\"%s\",\"says\":\"".formatted(state, about);
    assertTrue(
        cli.lines().stream().anyMatch(line -> line.startsWith(start) && line.contains(says)),
        () -> state + ", " + about + ", " + says + " is not among\n" + cli.out());
  }

  private Cli diffy(String... words) {
    String[] all = java.util.Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--bootstrap-server";
    all[words.length + 1] = broker.bootstrapServers();
    return Cli.diffy(all);
  }
}
