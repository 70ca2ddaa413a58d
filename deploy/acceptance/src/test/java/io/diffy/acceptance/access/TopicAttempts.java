package io.diffy.acceptance.access;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * What a user tries on one topic after the other, and what Kafka says against it; empty: nothing.
 * One login serves all of them.
 */
final class TopicAttempts implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> reader;
  private final KafkaProducer<byte[], byte[]> writer;

  TopicAttempts(Map<String, String> client) {
    Attempts user = new Attempts(client);
    // The next topic waits for what was asked about the last one.
    this.reader = user.consumer(Map.of("fetch.max.wait.ms", "10", "retry.backoff.ms", "10"));
    // Idempotence is a right of its own: it would answer first.
    this.writer = user.producer(Map.of("enable.idempotence", "false", "retry.backoff.ms", "10"));
  }

  /** One record into the first partition. */
  Optional<Exception> write(String topic) throws InterruptedException {
    try {
      writer.send(new ProducerRecord<>(topic, 0, new byte[] {1}, new byte[] {1})).get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of((Exception) e.getCause());
    }
  }

  /** The first record of the first partition, which must be there. */
  Optional<Exception> read(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    reader.assign(List.of(partition));
    reader.seekToBeginning(List.of(partition));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      try {
        if (!reader.poll(POLL).isEmpty()) {
          return Optional.empty();
        }
      } catch (TopicAuthorizationException e) {
        // One of another topic is a late answer to what was tried before.
        if (e.unauthorizedTopics().contains(topic)) {
          return Optional.of(e);
        }
      } catch (KafkaException e) {
        return Optional.of(e);
      }
    }
    return Optional.of(new IllegalStateException("nothing came from " + topic));
  }

  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
