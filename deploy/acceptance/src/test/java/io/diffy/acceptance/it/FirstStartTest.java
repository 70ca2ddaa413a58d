package io.diffy.acceptance.it;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.TopicAdmin;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.Control;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A processor that never read before finds announcements, answers and ticks, each on their topics,
 * and takes them in the order of their times: no tick closes a round before its answers are read.
 */
@SuppressWarnings("try") // A processor only has to run.
final class FirstStartTest {
  private static final Topics TOPICS = Topics.standard();
  private static final Records RECORDS = new Records(TOPICS);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> GROUPS =
      IntStream.rangeClosed(1, 8).mapToObj(n -> "web-" + n).toList();
  private static final int HOSTS = 20;

  /** More on each partition than one poll returns, so that other topics come in a later one. */
  private static final int TICKS = 150;

  private final Instant asked = Instant.now().minus(Duration.ofHours(1));
  private final Instant deadline = asked.plusSeconds(60);

  @TempDir private Path state;

  @Test
  void whatLiesThereIsTakenInTheOrderOfItsTimes() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(client)) {
        // The times of the records are given here, as the broker would have given them.
        new TopicAdmin(admin).ensure(TOPICS.all(), Map.of("message.timestamp.type", "CreateTime"));
      }
      publish(broker.bootstrapServers());
      Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (StreamsRunner processor = StreamsRunner.start(DiffyConfig.of(TOPICS, kafka, state))) {
        processor.awaitReady(PATIENCE);
        Map<String, Integer> all = new TreeMap<>();
        GROUPS.forEach(group -> all.put(group, HOSTS));
        assertEquals(all, covered(broker.bootstrapServers()));
      }
    }
  }

  private void publish(String servers) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            // One after the other: on a topic that was just made, Kafka may take the second batch
            // before the first, and then never the first.
            Map.of("bootstrap.servers", servers, "max.in.flight.requests.per.connection", 1),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String group : GROUPS) {
        sent.add(producer.send(at(asked, RECORDS.control(round(group)))));
        answers(group).forEach(answer -> sent.add(producer.send(answer)));
        ticks(group).forEach(tick -> sent.add(producer.send(tick)));
      }
    }
    for (Future<RecordMetadata> each : sent) {
      each.get();
    }
  }

  private Control.Round round(String group) {
    return new Control.Round(
        new GroupKey("", "", group),
        "round-of-" + group,
        List.of("crontab"),
        hosts(group).map(Instance::instanceId).toList(),
        asked,
        deadline);
  }

  private List<ProducerRecord<byte[], byte[]>> answers(String group) {
    Instant answered = asked.plusSeconds(1);
    return hosts(group)
        .map(host -> Observation.of(host, "crontab", answered, CLEAN_CRON))
        .map(answer -> answer.withInterval((int) Duration.ofDays(1).toSeconds()))
        .map(answer -> answer.withRound("round-of-" + group))
        .map(answer -> at(answered, RECORDS.observation(answer)))
        .toList();
  }

  private List<ProducerRecord<byte[], byte[]>> ticks(String group) {
    Instant after = deadline.plusSeconds(1);
    Control tick = new Control.Tick(new GroupKey("", "", group), after);
    return IntStream.range(0, TICKS).mapToObj(n -> at(after, RECORDS.control(tick))).toList();
  }

  /** How many hosts counted in the round of each group. */
  private static Map<String, Integer> covered(String bootstrapServers) throws Exception {
    Map<String, Integer> covered = new TreeMap<>();
    try (CommittedRecords evaluations =
        new CommittedRecords(bootstrapServers, TOPICS.evaluations().name())) {
      List<ConsumerRecord<byte[], byte[]>> judged =
          evaluations.until(
              read -> read.stream().filter(FirstStartTest::isOfARound).count() >= GROUPS.size(),
              "the rounds of all groups");
      // A day may end meanwhile, and with it a window.
      for (ConsumerRecord<byte[], byte[]> record :
          judged.stream().filter(FirstStartTest::isOfARound).toList()) {
        Evaluation evaluation = TOPICS.evaluations().codec().decode(record.value());
        covered.merge(evaluation.group().asg(), evaluation.covered().size(), Integer::sum);
      }
    }
    return covered;
  }

  private static boolean isOfARound(ConsumerRecord<byte[], byte[]> evaluation) {
    return new String(evaluation.value(), UTF_8).contains("round-of-");
  }

  private static ProducerRecord<byte[], byte[]> at(
      Instant time, ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(
        record.topic(), record.partition(), time.toEpochMilli(), record.key(), record.value());
  }

  private static Stream<Instance> hosts(String group) {
    return IntStream.rangeClosed(1, HOSTS)
        .mapToObj(n -> Instance.named(group, "i-%017d".formatted(n)));
  }
}
