package io.diffy.acceptance.clocks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.acceptance.it.CommittedRecords;
import io.diffy.acceptance.it.DiffyProcess;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.TopicAdmin;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a broker and {@code diffy processor} made of a {@link ClockNight}.
 *
 * @param evaluations in the order in which they came
 * @param live the events of findings
 * @param deadLetters what was refused
 * @param apart in what {@code diffy replay} of the topics differs from what was said live
 */
record JudgedNight(
    List<Evaluation> evaluations, LiveFindings live, List<String> deadLetters, List<String> apart) {
  private static final Topics TOPICS = Topics.standard();

  /** As it happens: the broker says when it took each answer. */
  static JudgedNight asItHappens(ClockNight night, Path folder) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        DiffyProcess processor = processor(broker, folder)) {
      processor.awaitLine("Processing");
      publish(night, broker.bootstrapServers(), true);
      sleepUntil(night.over().plus(Duration.ofMinutes(2)));
      return read(night, broker.bootstrapServers(), folder);
    }
  }

  /** A night that is over: its records get the times at which they would have been taken. */
  static JudgedNight afterwards(ClockNight night, Path folder) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
      try (Admin admin =
          Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()))) {
        new TopicAdmin(admin)
            .ensure(List.of(TOPICS.observations()), Map.of("message.timestamp.type", "CreateTime"));
      }
      publish(night, broker.bootstrapServers(), false);
      try (DiffyProcess processor = processor(broker, folder)) {
        processor.awaitLine("Processing");
        return read(night, broker.bootstrapServers(), folder);
      }
    }
  }

  List<Evaluation> evaluations(String group) {
    return evaluations.stream().filter(e -> e.group().asg().equals(group)).toList();
  }

  /** The windows of a group that were judged, by their ends. */
  List<Instant> ends(String group) {
    return evaluations(group).stream().map(Evaluation::evaluatedAt).toList();
  }

  List<Finding> findings(String group) {
    return live.findings().stream().filter(f -> f.group().asg().equals(group)).toList();
  }

  private static DiffyProcess processor(EmbeddedBroker broker, Path folder) throws Exception {
    return DiffyProcess.start(
        folder,
        "processor",
        "--bootstrap-server",
        broker.bootstrapServers(),
        "--data",
        folder.resolve("data").toString());
  }

  private static void publish(ClockNight night, String servers, boolean now) throws Exception {
    Records records = new Records(TOPICS);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            // One after the other: on a topic that was just made, Kafka may take the second batch
            // before the first, and then never the first.
            Map.of("bootstrap.servers", servers, "max.in.flight.requests.per.connection", 1),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
      for (ClockNight.Delivery delivery : night.deliveries()) {
        if (now) {
          sleepUntil(delivery.at());
        }
        ProducerRecord<byte[], byte[]> record = records.observation(delivery.answer());
        acknowledged.add(
            producer.send(
                new ProducerRecord<>(
                    record.topic(),
                    record.partition(),
                    delivery.at().toEpochMilli(),
                    record.key(),
                    asSaid(delivery, record.value()))));
      }
      for (Future<RecordMetadata> each : acknowledged) {
        each.get();
      }
    }
  }

  private static byte[] asSaid(ClockNight.Delivery delivery, byte[] value) {
    String meant = delivery.answer().collectedAt().toString();
    return new String(value, UTF_8).replace(meant, delivery.said()).getBytes(UTF_8);
  }

  private static JudgedNight read(ClockNight night, String servers, Path folder) throws Exception {
    List<Evaluation> evaluations = new ArrayList<>();
    try (CommittedRecords judged = new CommittedRecords(servers, TOPICS.evaluations().name())) {
      judged.until(read -> allAreOver(night, read), "the last window of all groups");
      // What comes twice comes a moment later: two commits and a look for overdue windows.
      TimeUnit.SECONDS.sleep(2);
      for (ConsumerRecord<byte[], byte[]> record : judged.toEnd()) {
        evaluations.add(TOPICS.evaluations().codec().decode(record.value()));
      }
    }
    Instant later = night.over().plus(ClockNight.DAY);
    LiveFindings live = LiveFindings.until(servers, TOPICS, later);
    List<String> dead;
    try (CommittedRecords letters = new CommittedRecords(servers, TOPICS.deadLetters().name())) {
      dead = letters.toEnd().stream().map(letter -> new String(letter.value(), UTF_8)).toList();
    }
    return new JudgedNight(
        evaluations,
        live,
        dead,
        live.apartFromReplay(servers, TOPICS, later, folder.resolve("replayed.ndjson")));
  }

  /** All but the silent group end at the same time. */
  private static boolean allAreOver(ClockNight night, List<ConsumerRecord<byte[], byte[]>> read) {
    return read.stream()
            .filter(
                record ->
                    new String(record.value(), UTF_8)
                        .contains("\"evaluated_at\":\"" + night.over() + "\""))
            .count()
        >= 4;
  }

  private static void sleepUntil(Instant time) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(Duration.between(Instant.now(), time).toMillis());
  }
}
