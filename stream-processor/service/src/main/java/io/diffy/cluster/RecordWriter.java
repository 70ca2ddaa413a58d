package io.diffy.cluster;

import io.diffy.service.CommandFailure;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records so that none is lost in silence: {@link #flush} throws when the broker refused
 * one.
 */
public final class RecordWriter implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final int LARGEST_REQUEST = 12 << 20;

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> refused = new AtomicReference<>();

  public RecordWriter(Cluster cluster) {
    Map<String, Object> properties = new TreeMap<>(cluster.kafka());
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "10");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(256 << 10));
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(LARGEST_REQUEST));
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "30000");
    // Kafka 4.3.1 now and then refuses an idempotent producer's sequence when records carry old
    // times, and
    // the writer then stands still. In order without it; a record written twice changes no result.
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  public void write(ProducerRecord<byte[], byte[]> record) {
    write(record, where -> {});
  }

  /**
   * The same.
   *
   * @param written is told where it lies, before {@link #flush} is over
   */
  public void write(ProducerRecord<byte[], byte[]> record, Consumer<RecordMetadata> written) {
    try {
      // The callback hears of the error; nobody waits for one record.
      Future<?> unused =
          producer.send(
              record,
              (metadata, error) -> {
                if (error == null) {
                  written.accept(metadata);
                } else {
                  refused.compareAndSet(null, error);
                }
              });
    } catch (KafkaException e) {
      throw failure(record.topic(), e);
    }
  }

  /** Waits until everything written so far is kept by the broker. */
  public void flush() {
    producer.flush();
    Exception error = refused.get();
    if (error != null) {
      throw failure("Kafka", error);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }

  private static CommandFailure failure(String topic, Exception e) {
    return new CommandFailure(
        "could not write to " + topic + ": " + AccessTrouble.sentence(e).orElseGet(e::getMessage),
        e);
  }
}
