package io.diffy.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.service.CommandFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedBrokerTest {
  private static final TopicPartition WORDS = new TopicPartition("words", 0);

  @TempDir Path folder;

  @Test
  void keepsItsDataOverARestartOnAnotherPort() throws Exception {
    int firstPort;
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
      firstPort = broker.port();
      write(broker, "kept");
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
      assertNotEquals(firstPort, broker.port());
      assertEquals(List.of("kept"), read(broker));
    }
  }

  @Test
  void saysWhichPortIsInUseAndHowToTakeAnother() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandFailure failure =
          assertThrows(
              CommandFailure.class, () -> EmbeddedBroker.start(folder, taken.getLocalPort()));
      assertTrue(
          failure.getMessage().contains("port " + taken.getLocalPort()), failure::getMessage);
      assertTrue(failure.getMessage().contains("--port"), failure::getMessage);
    }
  }

  @Test
  void aTemporaryBrokerLeavesNothingAndMayBeClosedTwice() {
    EmbeddedBroker broker = EmbeddedBroker.temporary();
    broker.close();
    broker.close();
    assertFalse(broker.folder().toFile().exists());
  }

  private static void write(EmbeddedBroker broker, String word) throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Admin admin = Admin.create(client);
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
      admin.createTopics(Set.of(new NewTopic("words", 1, (short) 1))).all().get();
      producer.send(new ProducerRecord<>("words", word)).get();
    }
  }

  private static List<String> read(EmbeddedBroker broker) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(Set.of(WORDS));
      consumer.seekToBeginning(Set.of(WORDS));
      return consumer.poll(Duration.ofSeconds(10)).records(WORDS).stream()
          .map(ConsumerRecord::value)
          .toList();
    }
  }
}
