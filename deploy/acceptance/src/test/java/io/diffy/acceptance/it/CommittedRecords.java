package io.diffy.acceptance.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.diffy.schemas.EmittedFindings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic as a stranger sees it: from its start, and only what was committed. */
public final class CommittedRecords implements AutoCloseable {
  /** A restarted processor may have to wait for the transaction of the killed one to time out. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final String bootstrapServers;
  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();

  public CommittedRecords(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    // Who closes waits for the answer that is on its way.
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "isolation.level",
            "read_committed",
            "fetch.max.wait.ms",
            "100");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** What a header of a record says. */
  public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  /** Everything so far, once it is enough; fails when it never is. */
  public List<ConsumerRecord<byte[], byte[]>> until(
      Predicate<List<ConsumerRecord<byte[], byte[]>>> enough, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!enough.test(read)) {
      consumer.poll(Duration.ofMillis(100)).forEach(read::add);
      if (System.nanoTime() > end) {
        fail(
            "%s had %d records after %d s, but not %s"
                .formatted(topic, read.size(), PATIENCE.toSeconds(), what));
      }
    }
    return List.copyOf(read);
  }

  /** Everything that lay there when this was called, once all of it is decided. */
  public List<ConsumerRecord<byte[], byte[]>> toEnd() {
    Map<TopicPartition, Long> ends = written();
    return until(
        records ->
            ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue()),
        "all up to " + ends);
  }

  /**
   * Where the partitions end for who doesn't ask whether it is committed. The marks of one
   * transaction reach its partitions one by one: a reader who has seen its evaluation may not see
   * its finding yet.
   */
  private Map<TopicPartition, Long> written() {
    try (KafkaConsumer<byte[], byte[]> all =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return all.endOffsets(partitions);
    }
  }

  /** Fails when an event of findings breaks a contract, or its finding's order. */
  @Override
  public void close() {
    consumer.close();
    if (topic.endsWith(".findings")) {
      EmittedFindings emitted = new EmittedFindings();
      read.forEach(record -> emitted.add(record.value()));
      assertEquals(List.of(), emitted.wrong());
    }
  }
}
