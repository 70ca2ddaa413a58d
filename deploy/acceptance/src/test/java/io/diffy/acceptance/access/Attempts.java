package io.diffy.acceptance.access;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a user tries with clients of its own, and what Kafka says against it; empty: nothing. */
final class Attempts {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, String> client;

  Attempts(Map<String, String> client) {
    this.client = client;
  }

  /** One record into the first partition. */
  Optional<Exception> write(String topic) throws InterruptedException {
    // Idempotence is a right of its own: it would answer first.
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("enable.idempotence", "false"))) {
      producer.send(new ProducerRecord<>(topic, 0, new byte[] {1}, new byte[] {1})).get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of((Exception) e.getCause());
    }
  }

  /** The first record of the first partition, which must be there. */
  Optional<Exception> read(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer("")) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.poll(POLL).isEmpty()) {
        if (System.nanoTime() > end) {
          return Optional.of(new IllegalStateException("nothing came from " + topic));
        }
      }
      return Optional.empty();
    } catch (KafkaException e) {
      return Optional.of(e);
    }
  }

  /** A place written down for a consumer group. */
  Optional<Exception> commit(String group, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(group)) {
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

  private KafkaProducer<byte[], byte[]> producer(Map<String, String> more) {
    Map<String, Object> properties = new TreeMap<>(client);
    properties.putAll(more);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private KafkaConsumer<byte[], byte[]> consumer(String group) {
    Map<String, Object> properties = new TreeMap<>(client);
    properties.put("enable.auto.commit", "false");
    if (!group.isEmpty()) {
      properties.put("group.id", group);
    }
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
