package io.diffy.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.KafkaCalls;
import io.diffy.plugin.SinkRecord;
import io.diffy.service.CommandFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.header.Header;

/**
 * Reads a topic for one delivery, as a consumer group of its own, and only what was committed. Its
 * place is written down before anything is read and after everything that was delivered; a place
 * that the topic no longer holds is never jumped over in silence.
 */
final class SinkConsumer implements AutoCloseable {
  /** A target may take long for a batch; nobody else should be given the partitions meanwhile. */
  private static final Duration SLOWEST_BATCH = Duration.ofMinutes(15);

  private final Cluster cluster;
  private final String topic;
  private final boolean fromStart;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Listener listener;

  /** Told what changes beside the records. */
  interface Listener {
    /** These partitions are read by somebody else from now on. */
    void dropped(Collection<Integer> partitions);

    /** So many records were deleted before they could be read. */
    void lost(int partition, long records);
  }

  SinkConsumer(Cluster cluster, String group, String topic, boolean fromStart, Listener listener) {
    this.cluster = cluster;
    this.topic = topic;
    this.fromStart = fromStart;
    this.listener = listener;
    consumer =
        cluster.consumer(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                // All partitions are given back at every change; what was not committed comes
                // again.
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                RangeAssignor.class.getName(),
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                "classic",
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                "" + SLOWEST_BATCH.toMillis()));
    if (consumer.partitionsFor(topic).isEmpty()) {
      consumer.close();
      throw new CommandFailure(
          "Kafka at %s has no topic %s; is --topic-prefix right, and has a processor run there?"
              .formatted(cluster.bootstrapServers(), topic));
    }
    consumer.subscribe(Set.of(topic), new Assigned());
  }

  /** What came; a record without a value too. */
  ConsumerRecords<byte[], byte[]> poll(Duration patience) {
    try {
      return consumer.poll(patience);
    } catch (OffsetOutOfRangeException e) {
      goOnAfter(e.offsetOutOfRangePartitions());
      return ConsumerRecords.empty();
    }
  }

  /** Shows the broker that this process lives, and reads nothing. */
  void stay(Duration patience) {
    consumer.pause(consumer.assignment());
    ConsumerRecords<byte[], byte[]> early = consumer.poll(patience);
    // Of partitions that were assigned in this very call: they are read later.
    early.partitions().forEach(place -> consumer.seek(place, early.records(place).get(0).offset()));
    consumer.resume(consumer.assignment());
  }

  /**
   * Writes down that everything before these offsets is delivered. Where somebody else has taken
   * the partitions it is delivered once more.
   */
  void commit(Map<Integer, Long> next) {
    Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
    next.forEach(
        (partition, offset) -> {
          TopicPartition place = new TopicPartition(topic, partition);
          if (consumer.assignment().contains(place)) {
            places.put(place, new OffsetAndMetadata(offset));
          }
        });
    try {
      consumer.commitSync(places);
    } catch (CommitFailedException | RebalanceInProgressException e) {
      listener.dropped(next.keySet());
    }
  }

  /**
   * Where each partition of the topic ends now, behind transactions that are about to end: the
   * marks of one that was just committed may not be written yet.
   */
  Map<Integer, Long> ends() {
    List<TopicPartition> all =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    try (Admin admin = cluster.admin()) {
      return byPartition(
          KafkaCalls.offsets(admin, all, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED));
    }
  }

  /** About how many records lie behind what was read; empty while the broker has not said it. */
  OptionalLong lag() {
    long all = 0;
    for (TopicPartition place : consumer.assignment()) {
      OptionalLong lag = consumer.currentLag(place);
      if (lag.isEmpty()) {
        return lag;
      }
      all += lag.getAsLong();
    }
    return consumer.assignment().isEmpty() ? OptionalLong.empty() : OptionalLong.of(all);
  }

  /** How far the partitions that this process has are read. */
  Map<Integer, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    consumer.assignment().forEach(place -> positions.put(place, consumer.position(place)));
    return byPartition(positions);
  }

  @Override
  public void close() {
    consumer.close();
  }

  static SinkRecord record(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), header.value() == null ? "" : new String(header.value(), UTF_8));
    }
    return new SinkRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        record.key() == null ? "" : new String(record.key(), UTF_8),
        record.value(),
        headers);
  }

  private void goOnAfter(Map<TopicPartition, Long> gone) {
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(gone.keySet());
    gone.forEach(
        (place, offset) -> {
          consumer.seek(place, starts.get(place));
          listener.lost(place.partition(), Math.max(0, starts.get(place) - offset));
        });
  }

  private static Map<Integer, Long> byPartition(Map<TopicPartition, Long> offsets) {
    return offsets.entrySet().stream()
        .collect(Collectors.toMap(one -> one.getKey().partition(), Map.Entry::getValue));
  }

  private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
  }

  /** Partitions come and go with the other processes of this delivery. */
  private final class Assigned implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(Set.copyOf(partitions));
      Set<TopicPartition> fresh =
          partitions.stream().filter(place -> known.get(place) == null).collect(Collectors.toSet());
      if (fresh.isEmpty()) {
        return;
      }
      if (fromStart) {
        consumer.seekToBeginning(fresh);
      } else {
        consumer.seekToEnd(fresh);
      }
      // Written down at once: what comes while this process is down must not be new to it again.
      Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
      fresh.forEach(place -> places.put(place, new OffsetAndMetadata(consumer.position(place))));
      consumer.commitSync(places);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      listener.dropped(numbers(partitions));
    }
  }
}
