package io.diffy.console.state;

import io.diffy.cluster.Cluster;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.service.CommandFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** Reads again what is not kept in memory: the topics are the store. */
public record RecordLookup(Cluster cluster) {
  private static final Duration POLL = Duration.ofMillis(200);

  /** How long one answer may read. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The one that lies there. */
  public Evaluation evaluation(int partition, long offset) {
    TopicPartition where = new TopicPartition(cluster.topics().evaluations().name(), partition);
    try (Closing consumer = new Closing(consumer("1"))) {
      consumer.of().assign(List.of(where));
      consumer.of().seek(where, offset);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.of().poll(POLL).records(where)) {
          if (record.offset() == offset) {
            return cluster.topics().evaluations().codec().decode(record.value());
          }
        }
      }
    } catch (MalformedRecord e) {
      throw new CommandFailure("the evaluation can't be read any more: " + e.getMessage(), e);
    }
    throw new CommandFailure("the evaluation is no longer on its topic, or Kafka does not answer");
  }

  /**
   * The records of one partition since a time, in order, as long as they are wanted.
   *
   * @return whether all were read
   */
  public boolean read(
      String topic, int partition, Instant since, Predicate<ConsumerRecord<byte[], byte[]>> each) {
    TopicPartition where = new TopicPartition(topic, partition);
    try (Closing closing = new Closing(consumer("500"))) {
      KafkaConsumer<byte[], byte[]> consumer = closing.of();
      consumer.assign(List.of(where));
      OffsetAndTimestamp first =
          consumer.offsetsForTimes(Map.of(where, since.toEpochMilli()), PATIENCE).get(where);
      if (first == null) {
        return true;
      }
      consumer.seek(where, first.offset());
      long end = consumer.endOffsets(List.of(where), PATIENCE).get(where);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(where, PATIENCE) < end) {
        if (System.nanoTime() > deadline) {
          return false;
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(where)) {
          if (!each.test(record)) {
            return false;
          }
        }
      }
      return true;
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer(String most) {
    return cluster.consumer(
        Map.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            most));
  }

  /** It is in no group: nobody waits for its goodbye. */
  private record Closing(KafkaConsumer<byte[], byte[]> of) implements AutoCloseable {
    @Override
    public void close() {
      of.close(CloseOptions.timeout(Duration.ZERO));
    }
  }
}
