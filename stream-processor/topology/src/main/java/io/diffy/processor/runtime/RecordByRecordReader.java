package io.diffy.processor.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads on where a poll ran out of memory: single records, so that one that unfolds to more than
 * the memory holds is found and left out. What its sender put behind it into the same batch can't
 * be reached either; nothing else is left out.
 */
final class RecordByRecordReader {
  private static final int MOST_RECORDS = 100;
  private static final long MOST_BYTES = 32L << 20;

  /** The largest record that a topic takes uncompressed is 8 MiB. */
  private static final long BIGGEST = 12L << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, Object> config;
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
  private final List<SkippedRange> leftOut = new ArrayList<>();
  private int records;
  private int unread;
  private long bytes;

  /**
   * Has read nothing yet.
   *
   * @param streams the configuration of the consumer that ran out of memory
   */
  RecordByRecordReader(Map<String, Object> streams) {
    config = new HashMap<>(streams);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "one-by-one");
    // It takes its partitions without a group; Kafka Streams' own assignor is not to see it.
    config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    config.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
  }

  /**
   * Some records of each partition, in their order.
   *
   * @param from the next offset of each partition
   * @throws TimeoutException when a broker does not give them; nothing is lost, ask again
   */
  ConsumerRecords<byte[], byte[]> read(Map<TopicPartition, Long> from) {
    Map<TopicPartition, Long> ends;
    try (KafkaConsumer<byte[], byte[]> asking = consumer()) {
      ends = asking.endOffsets(from.keySet());
    }
    from.forEach(
        (partition, offset) -> {
          long place = offset;
          // Another consumer behind each record that is left out: the old one is in its middle.
          while (place < ends.get(partition) && !enough()) {
            place = readOn(partition, place, ends.get(partition));
          }
          next.put(partition, new OffsetAndMetadata(place));
        });
    return new ConsumerRecords<>(read, next);
  }

  /** What was left out; it must be reported before anybody reads on behind it. */
  List<SkippedRange> leftOut() {
    return leftOut;
  }

  /** Up to the end, or behind the next record that is left out. */
  private long readOn(TopicPartition partition, long from, long end) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(Set.of(partition));
      consumer.seek(partition, from);
      long place = from;
      while (place < end && !enough()) {
        List<ConsumerRecord<byte[], byte[]>> one;
        try {
          one = consumer.poll(Duration.ofMillis(500)).records(partition);
        } catch (OutOfMemoryError e) {
          return leaveOut(partition, place);
        }
        if (!one.isEmpty() && size(one.get(0)) > BIGGEST) {
          return leaveOut(partition, one.get(0).offset());
        }
        one.forEach(this::take);
        place = consumer.position(partition);
        if (System.nanoTime() > deadline) {
          throw new TimeoutException("no more of " + partition + " came in " + PATIENCE);
        }
      }
      return place;
    }
  }

  private long leaveOut(TopicPartition partition, long offset) {
    unread++;
    SkippedRange one =
        new SkippedRange(
            partition.topic(), partition.partition(), offset, offset + 1, SkippedRange.Why.TOO_BIG);
    SkippedRange before = leftOut.isEmpty() ? null : leftOut.get(leftOut.size() - 1);
    if (before != null && before.isFollowedBy(one)) {
      leftOut.set(leftOut.size() - 1, before.upTo(one.next()));
    } else {
      leftOut.add(one);
    }
    return one.next();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    read.computeIfAbsent(
            new TopicPartition(record.topic(), record.partition()), p -> new ArrayList<>())
        .add(record);
    records++;
    bytes += size(record);
  }

  private boolean enough() {
    return records >= MOST_RECORDS || bytes >= MOST_BYTES || unread >= MOST_RECORDS;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static long size(ConsumerRecord<byte[], byte[]> record) {
    long size =
        Math.max(0, record.serializedKeySize()) + (long) Math.max(0, record.serializedValueSize());
    for (Header header : record.headers()) {
      size += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }
}
