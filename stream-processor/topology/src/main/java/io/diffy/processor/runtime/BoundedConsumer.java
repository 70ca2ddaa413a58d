package io.diffy.processor.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer that reads on behind a record that does not fit into memory. A record may be
 * compressed a thousandfold, and no limit of a broker or of Kafka's consumer is one of what it
 * unfolds to: whoever may write to a topic could stop whoever reads it, for good.
 */
class BoundedConsumer extends KafkaConsumer<byte[], byte[]> {
  /** Behind the end of every partition. */
  private static final long NOWHERE = Long.MAX_VALUE - 1;

  private final ClientThreads threads = new ClientThreads();
  private final Map<String, Object> config;
  private final SkippedRangeReport report;
  private final Clock clock;

  BoundedConsumer(Map<String, Object> config, SkippedRangeReport report, Clock clock) {
    super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.config = config;
    this.report = report;
    this.clock = clock;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration patience) {
    Map<TopicPartition, Long> from = known();
    int generation = groupMetadata().generationId();
    threads.look(clock.millis());
    try {
      return super.poll(patience);
    } catch (OutOfMemoryError e) {
      // Who was given partitions meanwhile may be in the middle of taking them.
      if (groupMetadata().generationId() != generation || !hasRoomAgain()) {
        throw e;
      }
      return readOneByOne(from);
    }
  }

  /**
   * Where the partitions begin. The consumer of Kafka 4.3.1 remembers whatever offset it asked for
   * last as the end of its partition (OffsetFetcherUtils.updateSubscriptionState), so it must ask
   * for the end last: else nothing seems to wait there, and Kafka Streams goes on with the other
   * topics.
   */
  final Map<TopicPartition, Long> starts(Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> starts = beginningOffsets(partitions);
    endOffsets(partitions);
    return starts;
  }

  /** What the failed poll had read by then is read once more here. */
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
    RecordByRecordReader careful = new RecordByRecordReader(config);
    ConsumerRecords<byte[], byte[]> records = careful.read(from);
    report.write(careful.leftOut());
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

  /** Whether it were records that took the memory, and no state that grew too big for it. */
  private static boolean hasRoomAgain() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory() < runtime.maxMemory() / 4 * 3;
  }
}
