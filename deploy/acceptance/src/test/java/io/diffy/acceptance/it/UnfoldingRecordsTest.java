package io.diffy.acceptance.it;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.faults.Processors;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.MadeTopics;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.Control;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A topic's limit counts compressed bytes. A host that compresses zeros passes it with records that
 * are many times as big: they are put aside like other garbage, and the processor goes on.
 */
final class UnfoldingRecordsTest {
  private static final Topics TOPICS = Topics.standard();
  private static final int BIG = 40 << 20;
  private static final int BIGGER_THAN_MEMORY = 160 << 20;
  private static final int ROUNDS = 3;
  private static final int HOSTS = 10;
  private static final Records RECORDS = new Records(TOPICS);
  private static final byte[] NO_KEY = null;

  @TempDir private Path state;

  @Test
  void whatUnfoldsToMoreThanATopicTakesIsPutAside() throws Exception {
    String observations = TOPICS.observations().name();
    byte[] good = TOPICS.observations().codec().encode(cleanCron(instance(1), Instant.now()));
    List<ProducerRecord<byte[], byte[]>> sent =
        List.of(
            new ProducerRecord<>(observations, 0, NO_KEY, new byte[BIG]),
            new ProducerRecord<>(observations, 0, new byte[BIG], "no JSON".getBytes(UTF_8)),
            new ProducerRecord<>(
                observations,
                0,
                NO_KEY,
                "no JSON".getBytes(UTF_8),
                List.of(new RecordHeader("x", new byte[BIG]))),
            // Nothing is wrong with it but its key.
            new ProducerRecord<>(observations, 0, new byte[BIG], good),
            new ProducerRecord<>(TOPICS.control().name(), 0, NO_KEY, new byte[BIG]),
            new ProducerRecord<>(TOPICS.baselines().name(), 0, new byte[1], new byte[BIG]),
            new ProducerRecord<>(observations, 0, NO_KEY, "the last".getBytes(UTF_8)));
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
      MadeTopics.on(kafka, TOPICS);
      try (StreamsRunner processor = StreamsRunner.start(DiffyConfig.of(TOPICS, kafka, state));
          KafkaProducer<byte[], byte[]> host = host(broker);
          CommittedRecords letters =
              new CommittedRecords(broker.bootstrapServers(), TOPICS.deadLetters().name())) {
        processor.awaitReady(Duration.ofSeconds(60));
        for (ProducerRecord<byte[], byte[]> record : sent) {
          host.send(record).get();
        }

        List<ConsumerRecord<byte[], byte[]>> dead = letters.until(r -> r.size() >= 6, "6 letters");

        assertEquals(
            5, dead.stream().filter(l -> l.headers().lastHeader("diffy.cut") != null).count());
        assertTrue(dead.stream().anyMatch(l -> new String(l.value(), UTF_8).equals("the last")));
        assertTrue(processor.ready());
      }
    }
  }

  @Test
  void whatUnfoldsToMoreThanTheMemoryIsLeftOutAndNothingOfOthers(@TempDir Path folder)
      throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        Processors processors = new Processors(folder, broker.bootstrapServers(), "diffy")) {
      processors.start("small", List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"), List.of());
      processors.awaitReady("small");
      try (KafkaProducer<byte[], byte[]> attacker = host(broker);
          KafkaProducer<byte[], byte[]> others = host(broker);
          CommittedRecords letters =
              new CommittedRecords(broker.bootstrapServers(), TOPICS.deadLetters().name());
          CommittedRecords evaluations =
              new CommittedRecords(broker.bootstrapServers(), TOPICS.evaluations().name())) {
        for (int round = 1; round <= ROUNDS; round++) {
          announce(round, others);
          for (int n = 1; n <= HOSTS; n++) {
            others.send(answer(n, round)).get();
            if (n == 2 * round) {
              bomb(attacker);
            }
          }
        }

        for (ConsumerRecord<byte[], byte[]> evaluation :
            evaluations.until(
                read -> read.stream().anyMatch(e -> isOf(e, "round-" + ROUNDS)), "all rounds")) {
          assertEquals(
              HOSTS, TOPICS.evaluations().codec().decode(evaluation.value()).covered().size());
        }
        long sent = 4L * ROUNDS;
        letters.until(records -> told(records) >= sent, "all of the attacker's records");
        assertEquals(sent, told(letters.toEnd()));
        assertEquals(List.of(), processors.fallen(List.of("small")));
      }
    }
  }

  private static boolean isOf(ConsumerRecord<byte[], byte[]> evaluation, String round) {
    return new String(evaluation.value(), UTF_8).contains(round);
  }

  /** One record that fits nowhere, and small ones before and behind it. */
  private static void bomb(KafkaProducer<byte[], byte[]> attacker) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    sent.add(attacker.send(observation("before".getBytes(UTF_8))));
    sent.add(attacker.send(observation(new byte[BIGGER_THAN_MEMORY])));
    sent.add(attacker.send(observation("behind".getBytes(UTF_8))));
    sent.add(attacker.send(observation("behind".getBytes(UTF_8))));
    attacker.flush();
    for (Future<RecordMetadata> each : sent) {
      each.get();
    }
  }

  /** For how many records the dead letters stand. */
  private static long told(List<ConsumerRecord<byte[], byte[]>> letters) {
    return letters.stream()
        .mapToLong(
            letter ->
                letter.headers().lastHeader("diffy.last-offset") == null
                    ? 1
                    : number(letter, "diffy.last-offset") - number(letter, "diffy.offset") + 1)
        .sum();
  }

  private static long number(ConsumerRecord<byte[], byte[]> letter, String header) {
    return Long.parseLong(new String(letter.headers().lastHeader(header).value(), UTF_8));
  }

  private static void announce(int round, KafkaProducer<byte[], byte[]> producer) throws Exception {
    producer
        .send(
            RECORDS.control(
                new Control.Round(
                    WEB_PROD,
                    "round-" + round,
                    List.of("crontab"),
                    instances(HOSTS).stream().map(Instance::instanceId).toList(),
                    Instant.now(),
                    Instant.now().plusSeconds(600))))
        .get();
  }

  private static ProducerRecord<byte[], byte[]> answer(int host, int round) {
    return RECORDS.observation(
        Observation.of(instance(host), "crontab", Instant.now(), CLEAN_CRON)
            .withInterval((int) Duration.ofDays(1).toSeconds())
            .withRound("round-" + round));
  }

  /** Where the answers of the group are. */
  private static ProducerRecord<byte[], byte[]> observation(byte[] value) {
    int home = Partitioning.of(WEB_PROD.toString(), TOPICS.observations().partitions());
    return new ProducerRecord<>(TOPICS.observations().name(), home, NO_KEY, value);
  }

  private static KafkaProducer<byte[], byte[]> host(EmbeddedBroker broker) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "compression.type",
            "zstd",
            "max.request.size",
            2 * BIGGER_THAN_MEMORY,
            "batch.size",
            BIGGER_THAN_MEMORY + (1 << 20),
            "linger.ms",
            200,
            "max.in.flight.requests.per.connection",
            1,
            "buffer.memory",
            3L * BIGGER_THAN_MEMORY),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
