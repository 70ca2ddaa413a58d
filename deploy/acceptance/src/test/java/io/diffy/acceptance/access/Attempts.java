package io.diffy.acceptance.access;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a user tries with clients of its own, and what Kafka says against it; empty: nothing. */
final class Attempts {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, String> client;

  Attempts(Map<String, String> client) {
    this.client = client;
  }

  /** A place written down for a consumer group. */
  Optional<Exception> commit(String group, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(Map.of("group.id", group))) {
      consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(0)), PATIENCE);
      return Optional.empty();
    } catch (KafkaException e) {
      return Optional.of(e);
    }
  }

  /** The first step of a transaction: it would push out who has the same id. */
  Optional<Exception> takeOver(String transactionalId) {
    try (KafkaProducer<byte[], byte[]> producer =
        producer(Map.of("transactional.id", transactionalId))) {
      producer.initTransactions();
      return Optional.empty();
    } catch (KafkaException e) {
      return Optional.of(e);
    }
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, String> more) {
    Map<String, Object> properties = new TreeMap<>(client);
    properties.putAll(more);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  KafkaConsumer<byte[], byte[]> consumer(Map<String, String> more) {
    Map<String, Object> properties = new TreeMap<>(client);
    properties.put("enable.auto.commit", "false");
    properties.putAll(more);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
