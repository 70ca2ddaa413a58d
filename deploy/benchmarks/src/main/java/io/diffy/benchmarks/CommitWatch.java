package io.diffy.benchmarks;

import io.diffy.cluster.Cluster;
import io.diffy.schemas.topic.Topic;
import io.diffy.service.CommandFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Times the processor from outside, by what it has committed. It commits twice a second, so a time
 * may be half a second too long.
 */
final class CommitWatch {
  private static final long POLL_MILLIS = 20;

  private CommitWatch() {}

  /** Waits until all of a topic is committed; returns the seconds since the call. */
  static double seconds(Cluster cluster, Runnable alive, Topic<?> topic) {
    long started = System.nanoTime();
    try (Admin admin = cluster.admin()) {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      for (int partition = 0; partition < topic.partitions(); partition++) {
        asked.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin.listOffsets(asked).all().get().forEach((where, end) -> ends.put(where, end.offset()));
      while (!committed(admin, cluster.applicationId(), ends)) {
        alive.run();
        Thread.sleep(POLL_MILLIS);
      }
      return (System.nanoTime() - started) / 1e9;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while measuring", e);
    } catch (ExecutionException e) {
      throw new CommandFailure("lost sight of the processor: " + e.getMessage(), e);
    }
  }

  private static boolean committed(Admin admin, String application, Map<TopicPartition, Long> ends)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> places =
        admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata().get();
    return ends.entrySet().stream()
        .filter(end -> end.getValue() > 0)
        .allMatch(
            end -> {
              OffsetAndMetadata place = places.get(end.getKey());
              return place != null && place.offset() >= end.getValue();
            });
  }
}
