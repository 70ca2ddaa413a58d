package io.diffy.acceptance.overload;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.acceptance.faults.Ledger;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts what a reader of committed records sees; of the events of a finding it keeps a number and
 * a digest of all in their order, so that a long storm fits into memory.
 */
final class Tally implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Topics topics;
  private final Map<String, Chain> findings = new TreeMap<>();
  private final Set<String> seen = new HashSet<>();
  private final AtomicLong judgements = new AtomicLong();
  private long judged;
  private long absent;
  private long doubled;
  private long deadLetters;

  /** The events of a finding: how many, and a digest of their contents in order. */
  record Chain(int events, long digest) {
    Chain then(String event) {
      long next = digest;
      for (int i = 0; i < event.length(); i++) {
        next = next * 1_099_511_628_211L ^ event.charAt(i);
      }
      return new Chain(events + 1, next);
    }
  }

  Tally(String bootstrapServers, Topics topics) {
    this.topics = topics;
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Stream.of(topics.findings(), topics.evaluations(), topics.deadLetters())
            .flatMap(Tally::partitions)
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads on for a moment. */
  void poll() {
    consumer.poll(Duration.ofMillis(50)).forEach(this::enter);
  }

  /** Reads everything that is committed now. */
  void pollToEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      poll();
    }
  }

  /** How many judgements came, without doubled ones. */
  long judgements() {
    return judgements.get();
  }

  /** Answers that counted in a judgement of their round. */
  long judged() {
    return judged;
  }

  /** Answers that a judgement missed. */
  long absent() {
    return absent;
  }

  long doubled() {
    return doubled;
  }

  long deadLetters() {
    return deadLetters;
  }

  Map<String, Chain> findings() {
    return findings;
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void enter(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.deadLetters().name())) {
      deadLetters++;
      return;
    }
    JsonNode json = Ledger.withoutTimes(record.value());
    if (record.topic().equals(topics.findings().name())) {
      findings.merge(
          json.at("/finding_info/uid").asText(),
          new Chain(0, 0).then(json.toString()),
          (before, one) -> before.then(json.toString()));
    } else if (seen.add(
        json.at("/round_id").asText() + json.at("/group").asText() + json.at("/query").asText())) {
      judgements.incrementAndGet();
      judged += json.at("/covered").size();
      absent += json.at("/absent").size();
    } else {
      doubled++;
    }
  }

  private static Stream<TopicPartition> partitions(Topic<?> topic) {
    return IntStream.range(0, topic.partitions())
        .mapToObj(partition -> new TopicPartition(topic.name(), partition));
  }
}
