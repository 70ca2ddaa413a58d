package io.diffy.acceptance.faults;

import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends a {@link Night}, one round after the other, and what is not acknowledged again. */
final class Load {
  private static final Duration PACE = Duration.ofMillis(1500);

  private final Night night;
  private final Topics topics;
  private final AtomicInteger sent = new AtomicInteger();

  Load(Night night, Topics topics) {
    this.night = night;
    this.topics = topics;
  }

  /** Rounds of which every answer has been acknowledged. */
  int roundsSent() {
    return sent.get();
  }

  /** Returns when the whole night has arrived. */
  void send(String bootstrapServers) throws Exception {
    Records records = new Records(topics);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "delivery.timeout.ms", 180_000),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int round = 1; round <= Night.ROUNDS; round++) {
        long next = System.nanoTime() + PACE.toNanos();
        List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
        for (int group = 1; group <= Night.GROUPS; group++) {
          acknowledged.add(producer.send(records.control(night.announcement(group, round))));
        }
        // The answers lie on another topic: they must not overtake the announcements.
        producer.flush();
        for (int group = 1; group <= Night.GROUPS; group++) {
          for (Observation answer : night.answers(group, round)) {
            acknowledged.add(producer.send(records.observation(answer)));
          }
        }
        producer.flush();
        for (Future<RecordMetadata> each : acknowledged) {
          each.get();
        }
        sent.set(round);
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      }
    }
  }
}
