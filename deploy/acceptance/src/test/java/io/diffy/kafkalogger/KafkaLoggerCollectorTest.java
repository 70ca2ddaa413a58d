package io.diffy.kafkalogger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.cluster.TopicAdmin;
import io.diffy.cluster.TopicReader;
import io.diffy.osquerylog.HostNames;
import io.diffy.osquerylog.OsquerydLog.BadLine;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What osquery's Kafka logger writes, keyed by host names and spread by another hash than ours. */
final class KafkaLoggerCollectorTest {
  private static final long NOW = 1_795_144_200L;

  private final List<BadLine> badLines = Collections.synchronizedList(new ArrayList<>());
  private Cluster cluster;

  @Test
  void eachAnswerIsThereOnceUnderItsGroupAlsoAfterANewStart() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(Map.copyOf(client))) {
        new TopicAdmin(admin).ensure(new Topics("diffy", 2).all(), Map.of());
        admin.createTopics(List.of(new NewTopic("osquery", 3, (short) 1))).all().get();
      }
      cluster = Cluster.given(client, "diffy");
      write(2, "web-1", snapshot("web-1", "a"));
      write(0, "web-2", batch("web-2", NOW, 0, "b"));
      write(1, "web-3", "osqueryd started");
      collectUntil(List.of("web-1 users OK [{v=a}]", "web-2 users OK [{v=b}]"));
      assertEquals(1, badLines.size());

      write(0, "web-2", batch("web-2", NOW + 60, 1, "c"));
      write(1, "web-4", batch("web-4", NOW, 3, "d"));
      collectUntil(
          List.of(
              "web-1 users OK [{v=a}]",
              "web-2 users OK [{v=b}, {v=c}]",
              "web-2 users OK [{v=b}]",
              "web-4 users TRUNCATED [{v=d}]"));
      assertEquals(Set.of("web-prod"), keys());
    }
  }

  /** Runs a collector of its own until these are published, and a moment longer. */
  private void collectUntil(List<String> expected) throws Exception {
    KafkaLoggerCollector.Terms terms =
        new KafkaLoggerCollector.Terms(
            "osquery",
            "diffy-kafka-logger",
            HostNames.byDecorations("web-prod"),
            List.of(TriagePack.load()),
            Duration.ofHours(26));
    KafkaLoggerCollector collector =
        new KafkaLoggerCollector(terms, cluster, Clock.systemUTC(), badLines::add);
    Thread running = new Thread(() -> collector.run(() -> {}));
    running.start();
    boolean unused =
        Waiting.until(
            () -> published().size() >= expected.size(), Duration.ofSeconds(30), "waiting");
    Thread.sleep(500);
    collector.close();
    running.join();
    assertEquals(expected, published());
  }

  private List<String> published() {
    List<String> seen = new ArrayList<>();
    TopicReader.readAll(
        cluster,
        cluster.topics().observations(),
        o ->
            seen.add(
                "%s %s %s %s"
                    .formatted(o.instance().instanceId(), o.query(), o.coverage(), o.rows())));
    Collections.sort(seen);
    return seen;
  }

  private Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    TopicReader.readRecordsFrom(
        cluster,
        cluster.topics().observations(),
        Instant.EPOCH.minusSeconds(1),
        record -> keys.add(new String(record.key(), UTF_8)));
    return keys;
  }

  private void write(int partition, String host, String line) {
    try (RecordWriter writer = new RecordWriter(cluster)) {
      writer.write(
          new ProducerRecord<>(
              "osquery", partition, (host + "_osqueryd").getBytes(UTF_8), line.getBytes(UTF_8)));
      writer.flush();
    }
  }

  private static String snapshot(String host, String value) {
    return "{\"snapshot\":[{\"v\":\"%s\"}],\"action\":\"snapshot\",\"name\":\"users\",\"hostIdentifier\":\"%s\",\"unixTime\":%d,\"epoch\":0,\"counter\":0}"
        .formatted(value, host, NOW);
  }

  private static String batch(String host, long time, int counter, String added) {
    return "{\"diffResults\":{\"removed\":[],\"added\":[{\"v\":\"%s\"}]},\"name\":\"users\",\"hostIdentifier\":\"%s\",\"unixTime\":%d,\"epoch\":1,\"counter\":%d}"
        .formatted(added, host, time, counter);
  }
}
