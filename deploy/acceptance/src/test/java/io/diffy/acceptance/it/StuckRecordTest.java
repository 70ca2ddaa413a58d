package io.diffy.acceptance.it;

import static io.diffy.acceptance.it.CommittedRecords.header;
import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.command.ExitCode;
import io.diffy.cluster.MadeTopics;
import io.diffy.cluster.TopicAdmin;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.ProcessorFailed;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.Control;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A record that ends the processor costs that record, by name, and nobody else anything. */
@Execution(ExecutionMode.CONCURRENT)
final class StuckRecordTest {
  private static EmbeddedBroker broker;
  private static KafkaProducer<byte[], byte[]> producer;

  private final Instant start = Instant.now();

  @TempDir private Path folder;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.temporary();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stopBroker() {
    producer.close();
    broker.close();
  }

  @ParameterizedTest(name = "a record at which it {0}")
  @CsvSource({Poison.HALTS + ", 137", Poison.THROWS + ", " + ExitCode.FAILURE})
  void isSetAsideAtTheThirdStart(String poison, int exitCode) throws Exception {
    Topics topics = new Topics("stuck-" + poison, 1);
    MadeTopics.on(Map.of("bootstrap.servers", broker.bootstrapServers()), topics);
    Records records = new Records(topics);
    producer.send(records.control(round("round-1"))).get();
    producer.send(records.observation(answer(instance(1)))).get();
    ProducerRecord<byte[], byte[]> bad = records.observation(answer(named(poison)));
    RecordMetadata at = producer.send(bad).get();
    producer.send(records.observation(answer(instance(2)))).get();
    for (int run = 1; run <= 2; run++) {
      try (DiffyProcess processor = processor(topics)) {
        processor.awaitEnd();
        assertEquals(exitCode, processor.exitCode());
      }
    }
    try (DiffyProcess processor = processor(topics);
        CommittedRecords letters =
            new CommittedRecords(broker.bootstrapServers(), topics.deadLetters().name());
        CommittedRecords evaluations =
            new CommittedRecords(broker.bootstrapServers(), topics.evaluations().name())) {
      List<ConsumerRecord<byte[], byte[]>> told =
          letters.until(all -> !all.isEmpty(), "the dead letter");
      assertArrayEquals(bad.value(), told.get(0).value());
      assertEquals(String.valueOf(at.offset()), header(told.get(0), "diffy.offset"));
      assertEquals(
          "ended the process twice while it was processed", header(told.get(0), "diffy.reason"));
      evaluations.until(
          all -> all.stream().anyMatch(e -> new String(e.value(), UTF_8).contains("round-1")),
          "the judgement of the others");
      assertEquals(1, told.size());
      assertEquals(143, processor.stop());
    }
    String said = Files.readString(folder.resolve("stderr.txt"));
    assertTrue(said.contains(topics.observations().name() + "-0 offset 1 ended"), said);
    for (String state : List.of("taken over: ", "running: ", "stopping: ", "stopped")) {
      String stamped = "(?s).*\\d\\d:\\d\\d:\\d\\d INFO \\w+ - " + state + ".*";
      assertTrue(said.matches(stamped), () -> state + " in " + said);
    }
    assertFalse(said.contains("\tat "), said);
    assertFalse(said.contains("should not happen"), said);
    if (exitCode == ExitCode.FAILURE) {
      assertTrue(said.contains("offset 1 failed: no such column; start it again"), said);
    }
  }

  @Test
  void whatItGoesThroughIsALineEachAndASecondOverItsFolderIsToldWhoHasIt() throws Exception {
    Topics topics = new Topics("second", Topics.DEFAULT_PARTITIONS);
    Path heard = folder.resolve("stderr.txt");
    try (DiffyProcess first = json(folder, topics);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      first.awaitLine("{\"time\"");
      Path own = Files.createDirectories(folder.resolve("second"));
      try (DiffyProcess second = json(own, topics)) {
        second.awaitEnd();
        assertEquals(ExitCode.FAILURE, second.exitCode());
      }
      List<String> toldSecond = said(own.resolve("stderr.txt"));
      assertEquals(
          "warn the data folder %s is in use by another processor, process %d; each processor needs a folder of its own: --data"
              .formatted(folder.resolve("data"), first.pid()),
          toldSecond.get(toldSecond.size() - 1));
      awaitSaid(heard, "info caught up: ");

      admin.fenceProducers(List.of(transactionalId(admin, "second"))).all().get();
      producer.send(new Records(topics).observation(answer(instance(1)))).get();
      awaitSaid(heard, "warn a transaction was given up by Kafka: ");
      awaitCommit(admin, "second-processor");
      admin
          .removeMembersFromConsumerGroup(
              "second-processor", new RemoveMembersFromConsumerGroupOptions())
          .all()
          .get();
      producer.send(new Records(topics).observation(answer(instance(2)))).get();
      awaitSaid(heard, "warn out of the group: ");
      awaitSaid(heard, "info rebalancing: ");
      awaitSaid(heard, "info restored: ");
      assertEquals(143, first.stop());
      for (String line : List.of("taken over: ", "running: ", "stopping: ", "stopped")) {
        awaitSaid(heard, "info " + line);
      }
      assertTrue(
          said(heard).stream().noneMatch(line -> line.startsWith("error")), said(heard)::toString);
    }
  }

  @Test
  void aTopicThatIsDeletedEndsItAndIsNamed() throws Exception {
    Topics topics = new Topics("vanishing", 1);
    Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Admin admin = Admin.create(Map.copyOf(kafka))) {
      new TopicAdmin(admin).ensure(topics.all(), Map.of());
      try (StreamsRunner processor =
          StreamsRunner.start(DiffyConfig.of(topics, kafka, folder.resolve("state")))) {
        processor.awaitReady(Duration.ofSeconds(90));
        admin.deleteTopics(List.of(topics.findings().name())).all().get();
        ProcessorFailed failed = assertThrows(ProcessorFailed.class, processor::awaitStop);
        assertEquals(
            "topic vanishing.findings is gone; make it anew with diffy topics --create, then start the processor again",
            failed.getMessage());
        assertFalse(processor.live());
        assertFalse(processor.working());
      }
    }
  }

  /** Of a quiet processor: when it last committed. */
  private static String transactionalId(Admin admin, String prefix) throws Exception {
    return admin.listTransactions().all().get().stream()
        .map(TransactionListing::transactionalId)
        .filter(id -> id.startsWith(prefix))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitCommit(Admin admin, String group) throws Exception {
    while (admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /**
   * Level and words of each whole line; each is an object with a time. What newer Javas warn of
   * native code comes before anything of Diffy's runs.
   */
  private static List<String> said(Path file) throws Exception {
    List<String> said = new ArrayList<>();
    String text = Files.readString(file);
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      if (line.isEmpty() || line.startsWith("WARNING: ")) {
        continue;
      }
      JsonNode object = Json.mapper().readTree(line);
      Instant.parse(object.get("time").textValue());
      said.add(object.get("level").textValue() + " " + object.get("message").textValue());
    }
    return said;
  }

  private static void awaitSaid(Path file, String start) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (said(file).stream().noneMatch(line -> line.startsWith(start))) {
      String all = String.join("\n", said(file));
      assertTrue(System.nanoTime() < end, () -> start + " is not in " + all);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private DiffyProcess json(Path own, Topics topics) throws Exception {
    Path config = folder.resolve("quick.properties");
    Files.writeString(config, "kafka.heartbeat.interval.ms=200");
    return DiffyProcess.start(
        own, command(topics, "--log-format", "json", "--config", config.toString()));
  }

  private DiffyProcess processor(Topics topics) throws Exception {
    Path config = folder.resolve("diffy.properties");
    Files.writeString(config, "kafka.processor.wrapper.class=" + Poison.class.getName());
    return DiffyProcess.start(folder, command(topics, "--config", config.toString()));
  }

  private String[] command(Topics topics, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "processor",
                "--bootstrap-server",
                broker.bootstrapServers(),
                "--topic-prefix",
                topics.observations().name().replace(".observations", ""),
                "--data",
                folder.resolve("data").toString()));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  /** Of the two that answer; whoever else does is no matter. */
  private Control.Round round(String id) {
    return new Control.Round(
        WEB_PROD,
        id,
        List.of("crontab"),
        List.of(instance(1).instanceId(), instance(2).instanceId()),
        start,
        start.plus(Duration.ofHours(1)));
  }

  private Observation answer(Instance instance) {
    return Observation.of(instance, "crontab", start, CLEAN_CRON).withRound("round-1");
  }

  private static Instance named(String id) {
    Instance one = instance(1);
    return new Instance(one.group(), id, one.cohort(), one.address());
  }
}
