package io.diffy.acceptance.it;

import static io.diffy.acceptance.it.CommittedRecords.header;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.MadeTopics;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.Timing;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Observation;
import io.diffy.schemas.TestObservations;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Strangers write to the observations topic whatever they like, under whatever key, into whatever
 * partition. Nothing of it stops the processor or costs a good host its say.
 */
final class GarbageTest {
  private static final Topics TOPICS = Topics.standard();
  private static final int HOSTS = 10;
  private static final int ROGUE = 7;
  private static final int INTERVAL_SECONDS = 5;
  private static final int FIVE_MEGABYTES = 5_000_000;

  @TempDir private Path state;

  @Test
  void garbageIsPutAsideByteForByteAndTheRogueCronIsFoundAllTheSame() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
      MadeTopics.on(kafka, TOPICS);
      try (StreamsRunner processor = StreamsRunner.start(closingWindowsSoon(kafka));
          KafkaProducer<byte[], byte[]> stranger = stranger(broker);
          CommittedRecords deadLetters = read(broker, TOPICS.deadLetters().name());
          CommittedRecords findings = read(broker, TOPICS.findings().name());
          CommittedRecords evaluations = read(broker, TOPICS.evaluations().name())) {
        processor.awaitReady(Duration.ofSeconds(60));
        sendRound(stranger);
        Map<String, Garbage> sent = sendGarbage(stranger);
        sendRound(stranger);

        List<ConsumerRecord<byte[], byte[]>> dead =
            deadLetters.until(r -> r.size() >= sent.size(), sent.size() + " dead letters");
        findings.until(r -> creates(r).size() >= 1, "a created finding");
        Instant first =
            decoded(TOPICS.evaluations().codec(), evaluations.toEnd()).get(0).evaluatedAt();

        // The processor goes on: another round is judged, and the same cron is no news.
        sendRound(stranger);
        List<ConsumerRecord<byte[], byte[]>> judged =
            evaluations.until(r -> last(r).evaluatedAt().isAfter(first), "a later evaluation");

        dead.forEach(letter -> assertIsOneOf(sent, letter));
        assertEquals(sent.size(), deadLetters.toEnd().size());
        assertEquals(HOSTS, last(judged).covered().size(), () -> last(judged).toString());
        List<Finding> created = creates(findings.toEnd());
        assertEquals(1, created.size(), created::toString);
        assertEquals(TestObservations.ROGUE_CRON, created.get(0).row());
        assertEquals(List.of(instance(ROGUE)), created.get(0).instances());
        assertTrue(processor.ready());
      }
    }
  }

  /**
   * What must arrive as a dead letter.
   *
   * @param value as sent; null is a record without a value
   * @param because part of the reason
   */
  private record Garbage(byte[] value, String because) {}

  private static List<Garbage> garbage() {
    String good = new String(encoded(cleanCron(instance(1), Instant.now())), UTF_8);
    return List.of(
        new Garbage("Nov 21 03:10:00 web-1 sshd[812]: hello".getBytes(UTF_8), "not JSON"),
        new Garbage("[]".getBytes(UTF_8), "an array"),
        new Garbage(good.substring(0, good.length() / 2).getBytes(UTF_8), "not whole JSON"),
        new Garbage(
            good.replaceFirst("\"minute\":\"17\"", "\"minute\":17").getBytes(UTF_8),
            "column \"minute\""),
        new Garbage(good.replaceFirst("\"rows\":\\[", "\"rows\":[7,").getBytes(UTF_8), "row 1"),
        new Garbage(good.replaceFirst("\"asg\":\"[^\"]*\"", "\"asg\":5").getBytes(UTF_8), "asg"),
        new Garbage(
            good.replaceFirst("/etc/crontab", "/etc/" + "x".repeat(FIVE_MEGABYTES)).getBytes(UTF_8),
            "4,194,304"),
        new Garbage(new byte[0], "empty value"),
        new Garbage(null, "empty value"),
        new Garbage(
            good.replaceFirst("/etc/crontab", "/etc/cr\u00f6n").getBytes(ISO_8859_1), "UTF-8"));
  }

  /** Returns what was sent by the place it got: partition and offset. */
  private static Map<String, Garbage> sendGarbage(KafkaProducer<byte[], byte[]> stranger)
      throws Exception {
    Map<String, Garbage> sent = new HashMap<>();
    for (Garbage garbage : garbage()) {
      byte[] key = {(byte) 0xff, 0, (byte) sent.size()};
      RecordMetadata at =
          stranger
              .send(new ProducerRecord<>(TOPICS.observations().name(), key, garbage.value()))
              .get();
      sent.put(at.partition() + "/" + at.offset(), garbage);
    }
    return sent;
  }

  /**
   * Ten hosts answer: without a key, under a foreign one, and into a partition that is not theirs.
   */
  private static void sendRound(KafkaProducer<byte[], byte[]> stranger) throws Exception {
    Instant now = Instant.now();
    int home = Partitioning.of(WEB_PROD.toString(), TOPICS.observations().partitions());
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int n = 1; n <= HOSTS; n++) {
      Observation answer = n == ROGUE ? rogueCron(instance(n), now) : cleanCron(instance(n), now);
      Integer partition = n % 3 == 0 ? (home + 1) % TOPICS.observations().partitions() : null;
      byte[] key = n % 2 == 0 ? null : ("host-" + n).getBytes(UTF_8);
      sent.add(
          stranger.send(
              new ProducerRecord<>(
                  TOPICS.observations().name(),
                  partition,
                  key,
                  encoded(withUnknownField(answer)))));
    }
    for (Future<RecordMetadata> each : sent) {
      each.get();
    }
  }

  private static Observation withUnknownField(Observation a) {
    return a.withInterval(INTERVAL_SECONDS).withMore(Map.of("osquery_epoch", "3"));
  }

  private static void assertIsOneOf(
      Map<String, Garbage> sent, ConsumerRecord<byte[], byte[]> letter) {
    assertEquals(TOPICS.observations().name(), header(letter, "diffy.topic"));
    String place = header(letter, "diffy.partition") + "/" + header(letter, "diffy.offset");
    Garbage garbage = sent.get(place);
    assertTrue(garbage != null, () -> "nothing malformed was sent to " + place);
    assertArrayEquals(garbage.value(), letter.value());
    String reason = header(letter, "diffy.reason");
    assertTrue(reason.contains(garbage.because()), reason);
  }

  private static List<Finding> creates(List<ConsumerRecord<byte[], byte[]>> records) {
    return decoded(TOPICS.findings().codec(), records).stream()
        .filter(finding -> finding.activity() == Activity.CREATE)
        .toList();
  }

  private static Evaluation last(List<ConsumerRecord<byte[], byte[]>> records) {
    List<Evaluation> evaluations = decoded(TOPICS.evaluations().codec(), records);
    return evaluations.get(evaluations.size() - 1);
  }

  private static <T> List<T> decoded(Codec<T> codec, List<ConsumerRecord<byte[], byte[]>> records) {
    List<T> values = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        values.add(codec.decode(record.value()));
      } catch (MalformedRecord e) {
        throw new AssertionError("the processor wrote a malformed record", e);
      }
    }
    return values;
  }

  private static byte[] encoded(Observation observation) {
    return TOPICS.observations().codec().encode(observation);
  }

  private DiffyConfig closingWindowsSoon(Map<String, String> kafka) {
    DiffyConfig config = DiffyConfig.of(TOPICS, kafka, state);
    Timing soon =
        new Timing(
            Duration.ofSeconds(3),
            Duration.ofMillis(200),
            Optional.of(new Timing.Ticks(Duration.ofMillis(500), Duration.ofSeconds(1))),
            Timing.LIVE.rowsAtOnce(),
            Duration.ofSeconds(INTERVAL_SECONDS));
    return new DiffyConfig(TOPICS, kafka, state, config.applicationId(), soon, config.policy());
  }

  private static CommittedRecords read(EmbeddedBroker broker, String topic) {
    return new CommittedRecords(broker.bootstrapServers(), topic);
  }

  private static KafkaProducer<byte[], byte[]> stranger(EmbeddedBroker broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "max.request.size", 8 << 20),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
