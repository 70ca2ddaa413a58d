package io.diffy.doctor;

import io.diffy.cluster.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** When the record that waits at an offset was taken. */
final class OldestWaiting {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private OldestWaiting() {}

  /**
   * By partition; not in it are those behind whose offset there is no record but markers of
   * transactions.
   */
  static Map<TopicPartition, Instant> of(Cluster cluster, Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, Instant> oldest = new HashMap<>();
    if (offsets.isEmpty()) {
      return oldest;
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        cluster.consumer(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1"))) {
      consumer.assign(offsets.keySet());
      offsets.forEach(consumer::seek);
      Map<TopicPartition, Long> ends = consumer.endOffsets(offsets.keySet());
      Set<TopicPartition> open = new HashSet<>(offsets.keySet());
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!open.isEmpty() && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          oldest.put(partition, Instant.ofEpochMilli(record.timestamp()));
        }
        open.removeIf(
            partition ->
                oldest.containsKey(partition)
                    || consumer.position(partition) >= ends.get(partition));
        consumer.pause(oldest.keySet());
      }
    }
    return oldest;
  }
}
