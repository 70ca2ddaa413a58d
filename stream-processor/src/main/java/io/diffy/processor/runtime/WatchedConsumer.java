package io.diffy.processor.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer of a stream thread, which never jumps over deleted records in silence: by default
 * Kafka Streams goes on at the oldest record that is left and says nothing. The place at which
 * reading fails is the first record that was not read, so the hole is exact, whether it was made
 * while the processor ran or before.
 */
final class WatchedConsumer extends KafkaConsumer<byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedConsumer.class);

  private final HoleReport holes;
  private final RetentionWatch watch;
  private final Clock clock;
  private final Map<TopicPartition, ReadingPlace> places = new HashMap<>();

  /**
   * For one stream thread.
   *
   * @param config of Kafka Streams, where {@code auto.offset.reset} is {@code none}
   */
  WatchedConsumer(Map<String, Object> config, HoleReport holes, RetentionWatch watch, Clock clock) {
    super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.holes = holes;
    this.watch = watch;
    this.clock = clock;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration patience) {
    try {
      ConsumerRecords<byte[], byte[]> records = super.poll(patience);
      look(records);
      return records;
    } catch (OffsetOutOfRangeException e) {
      return orAgain(() -> goOnBehind(e.offsetOutOfRangePartitions()));
    } catch (NoOffsetForPartitionException e) {
      return orAgain(() -> begin(e));
    }
  }

  @Override
  public void close() {
    places.keySet().forEach(watch::left);
    super.close();
  }

  /** The next poll finds the same again, if nobody leads a partition for a minute. */
  private static ConsumerRecords<byte[], byte[]> orAgain(Runnable step) {
    try {
      step.run();
    } catch (TimeoutException e) {
      LOG.warn("where reading goes on is not known yet, asking again: {}", e.getMessage());
    }
    return ConsumerRecords.empty();
  }

  private void begin(NoOffsetForPartitionException unknown) {
    starts(unknown.partitions())
        .forEach(
            (partition, start) -> {
              if (start > 0) {
                holes.unknown(partition.topic(), partition.partition(), start);
              }
            });
    // Kafka Streams begins at the beginning.
    throw unknown;
  }

  /**
   * By itself and not by Kafka Streams, which would begin wherever the topic begins a moment later:
   * what is deleted until then makes another hole here.
   */
  private void goOnBehind(Map<TopicPartition, Long> gone) {
    Map<TopicPartition, Long> starts = starts(gone.keySet());
    List<Hole> found = new ArrayList<>();
    gone.forEach(
        (partition, place) -> {
          long start = starts.get(partition);
          if (place < start) {
            found.add(new Hole(partition.topic(), partition.partition(), place, start));
          } else {
            holes.cut(partition.topic(), partition.partition(), place, start);
          }
        });
    if (!found.isEmpty()) {
      holes.tell(found);
    }
    gone.keySet().forEach(partition -> seek(partition, starts.get(partition)));
  }

  /**
   * Where the partitions begin. The consumer of Kafka 4.3.1 remembers whatever offset it asked for
   * last as the end of its partition (OffsetFetcherUtils.updateSubscriptionState), so it must ask
   * for the end last: else nothing seems to wait there, and Kafka Streams goes on with the other
   * topics.
   */
  private Map<TopicPartition, Long> starts(Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> starts = beginningOffsets(partitions);
    endOffsets(partitions);
    return starts;
  }

  private void look(ConsumerRecords<byte[], byte[]> records) {
    long now = clock.millis();
    for (TopicPartition partition : assignment()) {
      currentLag(partition).ifPresent(lag -> look(partition, lag, records.records(partition), now));
    }
    if (!assignment().containsAll(places.keySet())) {
      places.keySet().stream().filter(p -> !assignment().contains(p)).forEach(watch::left);
      places.keySet().retainAll(assignment());
    }
  }

  private void look(
      TopicPartition partition, long lag, List<ConsumerRecord<byte[], byte[]>> read, long now) {
    ReadingPlace before = places.get(partition);
    if (read.isEmpty() && before == null) {
      return;
    }
    ConsumerRecord<byte[], byte[]> last = read.isEmpty() ? null : read.get(read.size() - 1);
    long position = last == null ? before.position() : last.offset() + 1;
    long taken = last == null ? 0 : last.timestamp();
    ReadingPlace place =
        before == null
            ? ReadingPlace.first(position, lag, taken, now)
            : before.moved(position, lag, taken, now);
    places.put(partition, place);
    watch.at(partition, place);
  }
}
