package io.diffy.containers;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads one topic as a SIEM does: by a group of its own, JSON, and only what was committed. */
final class Siem implements AutoCloseable {

  /** What it got: the bytes, what is in them, and where they lay. */
  record Event(ConsumerRecord<byte[], byte[]> record, JsonNode json) {}

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final JsonMapper mapper = new JsonMapper();
  private final List<Event> events = new ArrayList<>();

  Siem(String kafka, String topic) {
    this.topic = topic;
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            kafka,
            "group.id",
            "siem-" + topic,
            "auto.offset.reset",
            "earliest",
            "isolation.level",
            "read_committed");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(List.of(topic));
  }

  /** Everything so far, once it is enough; fails when it never is. */
  List<Event> until(Predicate<List<Event>> enough, Duration patience, String what)
      throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (!enough.test(events)) {
      if (System.nanoTime() > end) {
        List<JsonNode> got = events.stream().map(Event::json).toList();
        fail("%s had no %s, but %s".formatted(topic, what, got));
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        events.add(new Event(record, mapper.readTree(record.value())));
      }
    }
    return List.copyOf(events);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
