package io.diffy.containers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a group of consumers is, by what it has committed. */
final class Offsets {
  private Offsets() {}

  /** Waits until the group will read nothing again of what the partition holds now. */
  static void awaitCommitted(Admin admin, String group, TopicPartition partition, Duration patience)
      throws Exception {
    long last =
        admin
            .listOffsets(Map.of(partition, OffsetSpec.latest()))
            .partitionResult(partition)
            .get()
            .offset();
    long end = System.nanoTime() + patience.toNanos();
    while (committed(admin, group, partition) < last) {
      assertTrue(System.nanoTime() < end, () -> group + " is not at " + last + " of " + partition);
      Thread.sleep(100);
    }
  }

  private static long committed(Admin admin, String group, TopicPartition partition)
      throws Exception {
    OffsetAndMetadata committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(partition);
    return committed == null ? 0 : committed.offset();
  }
}
