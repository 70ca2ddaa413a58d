package io.diffy.siem;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.TopicAdmin;
import io.diffy.schemas.Finding;
import io.diffy.schemas.topic.FindingHeaders;
import io.diffy.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes findings as the processor does: in transactions, with key and headers. */
final class FindingsTopic implements AutoCloseable {
  private static final Topics TOPICS = Topics.standard();

  private final KafkaProducer<byte[], byte[]> producer;
  private final List<String> committed = new ArrayList<>();

  FindingsTopic(String bootstrapServers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      new TopicAdmin(admin).ensure(TOPICS.all(), Map.of());
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "processor"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  /** One transaction. */
  void commit(List<Finding> events) {
    send(events);
    producer.commitTransaction();
    events.forEach(event -> committed.add(json(event)));
  }

  /** A transaction that is given up, after its records have reached the broker. */
  void abort(List<Finding> events) {
    send(events);
    producer.flush();
    producer.abortTransaction();
  }

  /** The values of what was committed, in the order of writing. */
  List<String> committed() {
    return List.copyOf(committed);
  }

  static String json(Finding event) {
    return new String(TOPICS.findings().codec().encode(event), UTF_8);
  }

  private void send(List<Finding> events) {
    producer.beginTransaction();
    for (Finding event : events) {
      // A refused record fails the commit.
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>(
                  TOPICS.findings().name(),
                  null,
                  event.uid().getBytes(UTF_8),
                  TOPICS.findings().codec().encode(event),
                  FindingHeaders.of(event)));
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
