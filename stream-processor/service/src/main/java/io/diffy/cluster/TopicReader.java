package io.diffy.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topic;
import io.diffy.service.CommandFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads all partitions of a topic outside any consumer group, and only what was committed. What
 * breaks the topic's contract is passed over: someone else's record must not blind a person.
 */
public final class TopicReader<T> implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Topic<T> topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  private TopicReader(Cluster cluster, Topic<T> topic) {
    this.topic = topic;
    consumer = cluster.consumer(Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
    partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      consumer.close();
      throw new CommandFailure(
          "Kafka at %s has no topic %s; is --topic-prefix right, and has a processor run there?"
              .formatted(cluster.bootstrapServers(), topic.name()));
    }
    consumer.assign(partitions);
  }

  public static <T> TopicReader<T> fromStart(Cluster cluster, Topic<T> topic) {
    TopicReader<T> reader = new TopicReader<>(cluster, topic);
    reader.consumer.seekToBeginning(reader.partitions);
    return reader;
  }

  /** From the first record of that time or later, in each partition. */
  public static <T> TopicReader<T> since(Cluster cluster, Topic<T> topic, Instant time) {
    TopicReader<T> reader = new TopicReader<>(cluster, topic);
    reader.seek(time);
    return reader;
  }

  /** Sees what is committed after this call. */
  public static <T> TopicReader<T> fromEnd(Cluster cluster, Topic<T> topic) {
    TopicReader<T> reader = new TopicReader<>(cluster, topic);
    reader.consumer.seekToEnd(reader.partitions);
    // Seeking is lazy: only asking for the position fixes it before anything is published.
    reader.partitions.forEach(reader.consumer::position);
    return reader;
  }

  /** Reads everything from the start and closes. */
  public static <T> void readAll(Cluster cluster, Topic<T> topic, Consumer<T> each) {
    try (TopicReader<T> reader = fromStart(cluster, topic)) {
      reader.readToEnd(each);
    }
  }

  /**
   * Reads what the broker took at {@code from} or later, with that time, and closes. What lies
   * before is not read.
   */
  public static <T> void readFrom(
      Cluster cluster, Topic<T> topic, Instant from, BiConsumer<T, Instant> each) {
    try (TopicReader<T> reader = since(cluster, topic, from)) {
      reader.readToEnd(each);
    }
  }

  /** The same of one key: what others wrote is not even parsed. */
  public static <T> void readFrom(
      Cluster cluster, Topic<T> topic, Instant from, String key, BiConsumer<T, Instant> each) {
    byte[] own = key.getBytes(UTF_8);
    try (TopicReader<T> reader = since(cluster, topic, from)) {
      reader.readRecords(
          record -> {
            if (Arrays.equals(record.key(), own)) {
              reader.accept(record, each);
            }
          });
    }
  }

  /** The same for records as they lie there, readable or not, tombstones too. */
  public static <T> void readRecordsFrom(
      Cluster cluster,
      Topic<T> topic,
      Instant from,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (TopicReader<T> reader = since(cluster, topic, from)) {
      reader.readRecords(each);
    }
  }

  /**
   * What stands in a compacted topic: the last value of each key, unless it was erased. Proposals
   * only where signatures are asked for: elsewhere nothing makes them more than that.
   */
  public static <T> List<T> latest(Cluster cluster, Topic<T> topic) {
    Map<String, T> byKey = new LinkedHashMap<>();
    try (TopicReader<T> reader = fromStart(cluster, topic)) {
      reader.readRecords(
          record -> {
            if (Records.isProposal(record.key()) && !cluster.trust().required()) {
              return;
            }
            String key = record.partition() + "/" + new String(record.key(), UTF_8);
            if (record.value() == null) {
              byKey.remove(key);
            } else {
              reader.decode(record).ifPresent(value -> byKey.put(key, value));
            }
          });
    }
    return List.copyOf(byKey.values());
  }

  private void seek(Instant from) {
    if (from.isBefore(Instant.EPOCH)) {
      consumer.seekToBeginning(partitions);
      return;
    }
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
    consumer
        .offsetsForTimes(times)
        .forEach(
            (partition, first) -> {
              if (first == null) {
                consumer.seekToEnd(List.of(partition));
              } else {
                consumer.seek(partition, first.offset());
              }
            });
  }

  /** Reads up to what was committed when it was called. */
  public void readToEnd(Consumer<T> each) {
    readToEnd((value, appended) -> each.accept(value));
  }

  /** The same with the time the broker took each. */
  public void readToEnd(BiConsumer<T, Instant> each) {
    readRecords(record -> accept(record, each));
  }

  private void readRecords(Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      int read = poll(POLL, each);
      if (read > 0) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new CommandFailure(
            "no record of topic %s came within %d s although there are some; is the broker healthy?"
                .formatted(topic.name(), PATIENCE.toSeconds()));
      }
    }
  }

  /** What came meanwhile; empty when nothing came in time. */
  public List<T> poll(Duration timeout) {
    List<T> values = new ArrayList<>();
    poll(timeout, record -> accept(record, (value, appended) -> values.add(value)));
    return values;
  }

  /** Whether Kafka answers: a consumer that lost it waits in silence. */
  public boolean isAnswered(Duration patience) {
    try {
      consumer.endOffsets(partitions, patience);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** How many records came, readable or not. */
  private int poll(Duration timeout, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    int read = 0;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
      read++;
      each.accept(record);
    }
    return read;
  }

  private void accept(ConsumerRecord<byte[], byte[]> record, BiConsumer<T, Instant> each) {
    // No value: a compacted entry was withdrawn.
    if (record.value() != null) {
      decode(record)
          .ifPresent(value -> each.accept(value, Instant.ofEpochMilli(record.timestamp())));
    }
  }

  private Optional<T> decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(topic.codec().decode(record.value()));
    } catch (MalformedRecord e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    // It is in no group: nobody waits for its goodbye, which would wait half a second for a fetch.
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
