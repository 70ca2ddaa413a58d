package io.diffy.acceptance.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.EmittedFindings;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a SIEM that reads only what is committed has seen: every event of every finding, every
 * judgement, every dead letter, in the order in which they came.
 */
public final class Ledger implements AutoCloseable {
  /** When a round closed is the broker's time, and the only thing in which two runs may differ. */
  private static final Set<String> TIMES_OF_THE_RUN =
      Set.of(
          "created_at",
          "created_time",
          "evaluated_at",
          "modified_time",
          "since",
          "time",
          "window_start");

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Topics topics;
  private final List<TopicPartition> partitions;
  private final EmittedFindings emitted = new EmittedFindings();
  private final Map<String, List<String>> events = new TreeMap<>();
  private int judgements;

  Ledger(String bootstrapServers, Topics topics) {
    this.topics = topics;
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                // A topic that was made anew begins anew.
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    partitions =
        Stream.of(topics.findings(), topics.evaluations(), topics.deadLetters())
            .flatMap(Ledger::partitions)
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
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      poll();
    }
  }

  /** How many judgements came, doubled ones counted twice. */
  int judgements() {
    return judgements;
  }

  /** The events of each finding by its uid, and the judgements of each round, group and query. */
  Map<String, List<String>> events() {
    return events;
  }

  /** What breaks the contract of findings. */
  List<String> brokenContracts() {
    return emitted.wrong();
  }

  @Override
  public void close() {
    consumer.close();
  }

  private static Stream<TopicPartition> partitions(Topic<?> topic) {
    return Stream.iterate(0, partition -> partition + 1)
        .limit(topic.partitions())
        .map(partition -> new TopicPartition(topic.name(), partition));
  }

  private void enter(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.deadLetters().name())) {
      add("dead letter", new String(record.value(), UTF_8));
      return;
    }
    JsonNode json = withoutTimes(record.value());
    if (record.topic().equals(topics.findings().name())) {
      emitted.add(record.value());
      add("finding " + json.at("/finding_info/uid").asText(), json.toString());
    } else {
      judgements++;
      add(
          "judgement %s of %s in %s"
              .formatted(
                  json.at("/query").asText(),
                  json.at("/group").asText(),
                  json.at("/round_id").asText()),
          json.toString());
    }
  }

  private void add(String name, String event) {
    events.computeIfAbsent(name, unseen -> new ArrayList<>()).add(event);
  }

  /** A finding or an evaluation, without what only tells when it was made. */
  public static JsonNode withoutTimes(byte[] value) {
    try {
      JsonNode json = Json.mapper().readTree(value);
      strip(json);
      return json;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(TIMES_OF_THE_RUN);
    }
    node.forEach(Ledger::strip);
  }
}
