package io.diffy.replay;

import io.diffy.cluster.Cluster;
import io.diffy.replay.processing.LocalProcessor;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows when everything that was published is judged: the processor commits its place in the input
 * and its findings in one transaction.
 */
final class CaughtUp {
  private static final Duration STANDSTILL = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 200;

  private final Cluster cluster;

  CaughtUp(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Returns when all is judged.
   *
   * @param rows how many there are, for the pace
   */
  void await(LocalProcessor processor, long rows, Progress progress) {
    try (Admin admin = cluster.admin()) {
      Map<TopicPartition, Long> ends = ends(admin);
      long total = ends.values().stream().mapToLong(Long::longValue).sum();
      long best = -1;
      long started = System.nanoTime();
      long lastMove = started;
      for (long done = done(admin, ends); done < total; done = done(admin, ends)) {
        processor.requireRunning();
        if (done > best) {
          best = done;
          lastMove = System.nanoTime();
          Duration running = Duration.ofNanos(lastMove - started);
          progress.detail("judging: " + new Pace(done, total, rows, running));
        } else if (System.nanoTime() - lastMove > STANDSTILL.toNanos()) {
          throw new CommandFailure(
              "the replay stands still at %,d of %,d records; --verbose shows the processor's log"
                  .formatted(done, total));
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped during the replay", e);
    } catch (ExecutionException e) {
      throw new CommandFailure(
          "lost sight of the replay: " + e.getCause().getMessage(), e.getCause());
    }
  }

  private Map<TopicPartition, Long> ends(Admin admin)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    Stream.of(cluster.topics().observations(), cluster.topics().control())
        .forEach(
            topic -> {
              for (int partition = 0; partition < topic.partitions(); partition++) {
                asked.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
              }
            });
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(asked).all().get().forEach((where, end) -> ends.put(where, end.offset()));
    return ends;
  }

  private long done(Admin admin, Map<TopicPartition, Long> ends)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(cluster.applicationId())
            .partitionsToOffsetAndMetadata()
            .get();
    long done = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      OffsetAndMetadata place = committed.get(end.getKey());
      done += place == null ? 0 : Math.min(place.offset(), end.getValue());
    }
    return done;
  }
}
