package io.diffy.acceptance.it;

import static io.diffy.acceptance.it.CommittedRecords.header;
import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.TopicAdmin;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.Control;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records are deleted beneath the processor before it read them, as retention does it: what is gone
 * is named by its offsets, counted, and stands in the dead letters; what is left is judged.
 */
@SuppressWarnings("try") // A processor only has to run.
final class DeletedUnreadTest {
  private static final Topics TOPICS = Topics.standard();
  private static final Records RECORDS = new Records(TOPICS);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Instant start = Instant.now();

  @TempDir private Path state;

  private EmbeddedBroker broker;
  private KafkaProducer<byte[], byte[]> producer;
  private Admin admin;

  @BeforeEach
  void startBroker() {
    broker = EmbeddedBroker.temporary();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    new TopicAdmin(admin).ensure(TOPICS.all(), Map.of());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void stopBroker() {
    StoppableReader.goOn();
    producer.close();
    admin.close();
    broker.close();
  }

  @Test
  void whatWasDeletedWhileTheProcessorWasDownIsTold() throws Exception {
    RecordMetadata first;
    try (StreamsRunner processor = processor()) {
      first = answers(1, 10);
      judged("round-1");
    }
    answers(2, 10);
    // The first seven of the second round; its round closes at its deadline without them.
    deleteBefore(first, 17);
    try (StreamsRunner processor = processor()) {
      assertTold(letters(1).get(0), first, 10, 16);
      assertEquals(7L, metric("Lost"));
      assertEquals(1L, metric("Holes"));
      answers(3, 10);
      judged("round-3");
      assertEquals(1, letters(1).size());
    }
  }

  @Test
  void whatIsDeletedWhileItRunsIsTold() throws Exception {
    try (StreamsRunner processor = processor()) {
      RecordMetadata first = answers(1, 10);
      judged("round-1");
      StoppableReader.holdAtNextRecords();
      producer.send(RECORDS.observation(answer(2, 1))).get();
      StoppableReader.awaitHeld();
      // A fetch that is on its way waits at the broker for half a second, and must come back empty.
      TimeUnit.SECONDS.sleep(2);
      answers(3, 10);
      deleteBefore(first, 15);
      StoppableReader.goOn();
      assertTold(letters(1).get(0), first, 11, 14);
      answers(4, 10);
      judged("round-4");
      assertEquals(4L, metric("Lost"));
    }
  }

  private StreamsRunner processor() {
    Map<String, String> kafka = new TreeMap<>();
    kafka.put("bootstrap.servers", broker.bootstrapServers());
    kafka.put("main.consumer.interceptor.classes", StoppableReader.class.getName());
    StreamsRunner processor = StreamsRunner.start(DiffyConfig.of(TOPICS, kafka, state));
    processor.awaitReady(PATIENCE);
    return processor;
  }

  /** A round whose every answer arrived; returns where its first answer is. */
  private RecordMetadata answers(int round, int hosts) throws Exception {
    producer.send(RECORDS.control(announcement(round, hosts))).get();
    RecordMetadata first = producer.send(RECORDS.observation(answer(round, 1))).get();
    for (int host = 2; host <= hosts; host++) {
      producer.send(RECORDS.observation(answer(round, host))).get();
    }
    return first;
  }

  private Control.Round announcement(int round, int hosts) {
    return new Control.Round(
        WEB_PROD,
        "round-" + round,
        List.of("crontab"),
        instances(hosts).stream().map(Instance::instanceId).toList(),
        start.plusSeconds(round),
        start.plusSeconds(3600));
  }

  private Observation answer(int round, int host) {
    return Observation.of(instance(host), "crontab", start.plusSeconds(round), CLEAN_CRON)
        .withInterval((int) Duration.ofDays(1).toSeconds())
        .withRound("round-" + round);
  }

  private void deleteBefore(RecordMetadata place, long offset) throws Exception {
    admin
        .deleteRecords(
            Map.of(
                new TopicPartition(place.topic(), place.partition()),
                RecordsToDelete.beforeOffset(offset)))
        .all()
        .get();
  }

  private void judged(String round) {
    try (CommittedRecords evaluations =
        new CommittedRecords(broker.bootstrapServers(), TOPICS.evaluations().name())) {
      evaluations.until(
          records ->
              records.stream()
                  .anyMatch(record -> new String(record.value(), UTF_8).contains(round)),
          "the judgement of " + round);
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> letters(int atLeast) {
    try (CommittedRecords letters =
        new CommittedRecords(broker.bootstrapServers(), TOPICS.deadLetters().name())) {
      return letters.until(records -> records.size() >= atLeast, atLeast + " dead letters");
    }
  }

  private static void assertTold(
      ConsumerRecord<byte[], byte[]> letter, RecordMetadata place, long first, long last) {
    assertEquals("deleted by retention before it was read", header(letter, "diffy.reason"));
    assertEquals(place.topic(), header(letter, "diffy.topic"));
    assertEquals(String.valueOf(place.partition()), header(letter, "diffy.partition"));
    assertEquals(String.valueOf(first), header(letter, "diffy.offset"));
    assertEquals(String.valueOf(last), header(letter, "diffy.last-offset"));
    assertEquals(
        ("{\"reason\":\"deleted by retention before it was read\",\"topic\":\"%s\",\"partition\":%d,"
                + "\"first_offset\":%d,\"last_offset\":%d,\"offsets\":%d}")
            .formatted(place.topic(), place.partition(), first, last, last - first + 1),
        new String(letter.value(), UTF_8));
  }

  private static Object metric(String name) throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .getAttribute(
            new ObjectName("io.diffy.processor:type=retention,application=\"diffy-processor\""),
            name);
  }
}
