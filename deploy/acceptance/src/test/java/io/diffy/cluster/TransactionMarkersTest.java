package io.diffy.cluster;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Nobody reads past a transaction that is not decided, and nobody takes it for the end. */
final class TransactionMarkersTest {
  private static final Topic<?> FINDINGS = Topics.standard().findings();

  @Test
  void waitsUntilWhatLiesThereIsDecided() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        KafkaProducer<String, String> writer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "test"),
                new StringSerializer(),
                new StringSerializer())) {
      new TopicAdmin(admin).ensure(List.of(FINDINGS), Map.of());
      writer.initTransactions();
      writer.beginTransaction();
      writer.send(new ProducerRecord<>(FINDINGS.name(), 2, "key", "value")).get();

      CommandFailure undecided =
          assertThrows(
              CommandFailure.class,
              () -> TransactionMarkers.await(admin, FINDINGS, Duration.ofSeconds(1)));
      assertTrue(undecided.getMessage().contains("not decided within 1 s"));

      writer.commitTransaction();
      assertDoesNotThrow(() -> TransactionMarkers.await(admin, FINDINGS, Duration.ofSeconds(30)));
    }
  }
}
