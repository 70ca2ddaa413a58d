package io.diffy.processor.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
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
  /** Behind the end of every partition. */
  private static final long NOWHERE = Long.MAX_VALUE - 1;

  private static final Logger LOG = LoggerFactory.getLogger(WatchedConsumer.class);

  private final Map<String, Object> config;
  private final HoleReport holes;
  private final RetentionWatch watch;
  private final Clock clock;
  private final ClientThreads threads = new ClientThreads();
  private final Map<TopicPartition, ReadingPlace> places = new HashMap<>();

  /**
   * For one stream thread.
   *
   * @param config of Kafka Streams, where {@code auto.offset.reset} is {@code none}
   */
  WatchedConsumer(Map<String, Object> config, HoleReport holes, RetentionWatch watch, Clock clock) {
    super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.config = config;
    this.holes = holes;
    this.watch = watch;
    this.clock = clock;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration patience) {
    Map<TopicPartition, Long> from = known();
    threads.look(clock.millis());
    try {
      ConsumerRecords<byte[], byte[]> records = super.poll(patience);
      look(records);
      return records;
    } catch (OffsetOutOfRangeException e) {
      return orAgain(() -> goOnBehind(e.offsetOutOfRangePartitions()));
    } catch (NoOffsetForPartitionException e) {
      return orAgain(() -> begin(e));
    } catch (OutOfMemoryError e) {
      return orAgain(() -> readOneByOne(from));
    }
  }

  @Override
  public void close() {
    places.keySet().forEach(watch::left);
    super.close();
  }

  /** The next poll finds the same again, if nobody leads a partition for a minute. */
  private static ConsumerRecords<byte[], byte[]> orAgain(
      Supplier<ConsumerRecords<byte[], byte[]>> step) {
    try {
      return step.get();
    } catch (TimeoutException e) {
      LOG.warn("where reading goes on is not known yet, asking again: {}", e.getMessage());
      return ConsumerRecords.empty();
    }
  }

  private ConsumerRecords<byte[], byte[]> begin(NoOffsetForPartitionException unknown) {
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
  private ConsumerRecords<byte[], byte[]> goOnBehind(Map<TopicPartition, Long> gone) {
    Map<TopicPartition, Long> starts = starts(gone.keySet());
    List<Hole> found = new ArrayList<>();
    gone.forEach(
        (partition, place) -> {
          long start = starts.get(partition);
          if (place < start) {
            found.add(
                new Hole(partition.topic(), partition.partition(), place, start, Hole.Why.DELETED));
          } else {
            holes.cut(partition.topic(), partition.partition(), place, start);
          }
        });
    holes.tell(found);
    gone.keySet().forEach(partition -> seek(partition, starts.get(partition)));
    return ConsumerRecords.empty();
  }

  /**
   * A record may be compressed a thousandfold: no limit of a broker is one of what it unfolds to.
   * What the failed poll had read by then is read once more here.
   */
  private ConsumerRecords<byte[], byte[]> readOneByOne(Map<TopicPartition, Long> known) {
    Map<TopicPartition, Long> from = new HashMap<>(known);
    Set<TopicPartition> begun = new HashSet<>(assignment());
    begun.removeAll(paused());
    from.keySet().retainAll(begun);
    begun.removeAll(from.keySet());
    from.putAll(beginnings(begun));
    dropWhatWasFetched(from.keySet());
    from.keySet().retainAll(assignment());
    from.forEach(this::seek);
    OneByOne careful = new OneByOne(config);
    ConsumerRecords<byte[], byte[]> records = careful.read(from);
    holes.tell(careful.leftOut());
    records.nextOffsets().forEach(this::seek);
    threads.requireAll();
    return records;
  }

  /** Of partitions that had no place before the poll: where they begin. */
  private Map<TopicPartition, Long> beginnings(Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> begin = new HashMap<>(starts(partitions));
    committed(partitions)
        .forEach(
            (partition, place) -> {
              if (place != null) {
                begin.put(partition, place.offset());
              }
            });
    return begin;
  }

  /**
   * What was fetched and is half unfolded must not be read on: the reader stands in the middle of a
   * record. A poll throws away whatever does not begin at the place that is read next.
   */
  private void dropWhatWasFetched(Set<TopicPartition> partitions) {
    partitions.forEach(partition -> seek(partition, NOWHERE));
    try {
      super.poll(Duration.ZERO);
    } catch (OffsetOutOfRangeException e) {
      // There is no such place; nobody asks for it any more.
    }
  }

  /** The places from which a poll reads on; of some partitions it is not known before. */
  private Map<TopicPartition, Long> known() {
    Map<TopicPartition, Long> known = new HashMap<>();
    for (TopicPartition partition : assignment()) {
      try {
        known.put(partition, position(partition, Duration.ZERO));
      } catch (TimeoutException | InvalidOffsetException e) {
        // The poll itself finds out, or says so.
      }
    }
    return known;
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
