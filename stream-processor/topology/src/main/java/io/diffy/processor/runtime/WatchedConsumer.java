package io.diffy.processor.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer of a stream thread, which never jumps over deleted records in silence: by default
 * Kafka Streams goes on at the oldest record that is left and says nothing. The place at which
 * reading fails is the first record that was not read, so the range that was skipped is exact,
 * whether it was made while the processor ran or before.
 */
final class WatchedConsumer extends BoundedConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedConsumer.class);

  private final SkippedRangeReport report;
  private final RetentionWatch watch;
  private final Standstill standstill;
  private final Clock clock;
  private final Map<TopicPartition, ReadingPlace> places = new HashMap<>();

  /**
   * For one stream thread.
   *
   * @param config of Kafka Streams, where {@code auto.offset.reset} is {@code none}
   */
  WatchedConsumer(
      Map<String, Object> config,
      SkippedRangeReport report,
      RetentionWatch watch,
      Standstill standstill,
      Clock clock) {
    super(config, report, clock);
    this.report = report;
    this.watch = watch;
    this.standstill = standstill;
    this.clock = clock;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration patience) {
    standstill.polled();
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
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
    super.subscribe(topics, new Told(listener, standstill));
  }

  @Override
  public void close() {
    end();
    super.close();
  }

  @Override
  public void close(CloseOptions how) {
    end();
    super.close(how);
  }

  private void end() {
    leave(places.keySet());
    standstill.ended();
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
                report.unknown(partition.topic(), partition.partition(), start);
              }
            });
    // Kafka Streams begins at the beginning.
    throw unknown;
  }

  /**
   * By itself and not by Kafka Streams, which would begin wherever the topic begins a moment later:
   * what is deleted until then makes another range here.
   */
  private ConsumerRecords<byte[], byte[]> goOnBehind(Map<TopicPartition, Long> gone) {
    Map<TopicPartition, Long> starts = starts(gone.keySet());
    List<SkippedRange> found = new ArrayList<>();
    gone.forEach(
        (partition, place) -> {
          long start = starts.get(partition);
          if (place < start) {
            found.add(
                new SkippedRange(
                    partition.topic(),
                    partition.partition(),
                    place,
                    start,
                    SkippedRange.Why.DELETED));
          } else {
            report.cut(partition.topic(), partition.partition(), place, start);
          }
        });
    report.write(found);
    gone.keySet().forEach(partition -> seek(partition, starts.get(partition)));
    return ConsumerRecords.empty();
  }

  private void look(ConsumerRecords<byte[], byte[]> records) {
    long now = clock.millis();
    for (TopicPartition partition : assignment()) {
      currentLag(partition).ifPresent(lag -> look(partition, lag, records.records(partition), now));
    }
    if (!assignment().containsAll(places.keySet())) {
      leave(places.keySet().stream().filter(p -> !assignment().contains(p)).toList());
      places.keySet().retainAll(assignment());
    }
  }

  private void leave(Collection<TopicPartition> partitions) {
    partitions.forEach(watch::left);
    partitions.forEach(standstill::left);
  }

  private void look(
      TopicPartition partition, long lag, List<ConsumerRecord<byte[], byte[]>> read, long now) {
    ReadingPlace before = places.get(partition);
    if (read.isEmpty() && before == null) {
      if (lag == 0) {
        standstill.read(partition, OptionalLong.empty(), position(partition), lag);
      }
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
    standstill.read(
        partition,
        read.isEmpty() ? OptionalLong.empty() : OptionalLong.of(read.get(0).offset()),
        position,
        lag);
  }

  /** Says what comes and goes, and goes on with what Kafka Streams does. */
  record Told(ConsumerRebalanceListener listener, Standstill standstill)
      implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      tell("handed over: partitions {}", partitions);
      listener.onPartitionsRevoked(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      tell("taken over: partitions {}", partitions);
      standstill.joined();
      listener.onPartitionsAssigned(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      standstill.out(
          "out of the group: Kafka did not hear from this processor in time and gave its partitions to others, "
              + sorted(partitions));
      listener.onPartitionsLost(partitions);
    }

    private static void tell(String what, Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        LOG.info(what, sorted(partitions));
      }
    }

    /** Of all topics that are read: they come and go together. */
    private static List<Integer> sorted(Collection<TopicPartition> partitions) {
      return partitions.stream().map(TopicPartition::partition).distinct().sorted().toList();
    }
  }
}
