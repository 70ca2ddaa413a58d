package io.diffy.standalone.it;

import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.topic.Topics;
import io.diffy.standalone.broker.EmbeddedBroker;
import io.diffy.standalone.broker.TopicAdmin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
      try (Admin admin = Admin.create(new HashMap<String, Object>(kafka))) {
        new TopicAdmin(admin).ensure(TOPICS.all(), Map.of());
      }
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

  private static KafkaProducer<byte[], byte[]> host(EmbeddedBroker broker) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "compression.type",
            "zstd",
            "max.request.size",
            2 * BIG,
            "buffer.memory",
            4L * BIG),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
