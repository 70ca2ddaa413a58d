package io.diffy.remote.topic;

import io.diffy.cluster.Cluster;
import io.diffy.schemas.topic.Topic;
import io.diffy.service.CommandFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic from its beginning and on, outside any consumer group. Whoever must know what
 * another process wrote a moment ago waits with {@link #catchUp}.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Consumer<ConsumerRecord<byte[], byte[]>> each;
  private final Thread thread;
  private volatile boolean closed;
  private long asked;
  private long served;

  private TopicFollower(
      Cluster cluster, Topic<?> topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    this.topic = topic.name();
    this.each = each;
    consumer =
        cluster.consumer(
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.CLIENT_ID_CONFIG,
                "diffy-follow-" + topic.name()));
    partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      consumer.close();
      throw new CommandFailure(
          "Kafka at %s has no topic %s; diffy topics --create makes it"
              .formatted(cluster.bootstrapServers(), topic.name()));
    }
    thread = new Thread(this::run, "follow-" + topic.name());
    thread.setDaemon(true);
  }

  /**
   * Begins; returns when everything that is there was read.
   *
   * @param each gets all records, tombstones too, on one thread; what it throws is logged
   * @param patience how long the reading may take
   */
  public static TopicFollower start(
      Cluster cluster,
      Topic<?> topic,
      Consumer<ConsumerRecord<byte[], byte[]>> each,
      Duration patience) {
    TopicFollower follower = new TopicFollower(cluster, topic, each);
    follower.consumer.assign(follower.partitions);
    follower.consumer.seekToBeginning(follower.partitions);
    follower.thread.start();
    if (!follower.catchUp(patience)) {
      follower.close();
      throw new CommandFailure(
          "topic %s could not be read within %d s; is the broker healthy?"
              .formatted(topic.name(), patience.toSeconds()));
    }
    return follower;
  }

  /** Returns when all was read that was committed before the call; false when that takes longer. */
  public synchronized boolean catchUp(Duration patience) {
    long mine = ++asked;
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (served < mine) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0 || closed) {
          return false;
        }
        wait(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "the reader of " + topic;
  }

  private void run() {
    while (!closed) {
      try {
        long wanted = wanted();
        if (wanted > 0) {
          Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
          while (!closed
              && ends.entrySet().stream()
                  .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
          }
          served(wanted);
        } else {
          poll();
        }
      } catch (RuntimeException e) {
        LOG.warn("reading {}: {}; it is tried again", topic, e.toString());
        pause();
      }
    }
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  private void poll() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      try {
        each.accept(record);
      } catch (RuntimeException e) {
        // Somebody else's record must not stop those behind it.
        LOG.warn(
            "{}, partition {}, offset {} is passed over: {}",
            topic,
            record.partition(),
            record.offset(),
            e.toString());
      }
    }
  }

  private synchronized long wanted() {
    return asked > served ? asked : 0;
  }

  private synchronized void served(long wanted) {
    served = wanted;
    notifyAll();
  }

  private static void pause() {
    try {
      Thread.sleep(AFTER_TROUBLE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
