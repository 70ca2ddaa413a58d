package io.diffy.remote.topic;

import io.diffy.cluster.AccessTrouble;
import io.diffy.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes records and returns when all in-sync replicas have them, or says that they have not. */
public final class AckedWriter implements AutoCloseable {
  private static final String LARGEST_REQUEST = Integer.toString(9 << 20);

  private final KafkaProducer<byte[], byte[]> producer;

  /** Gives up before a host would: osqueryd waits 16 seconds for an answer. */
  public AckedWriter(Cluster cluster) {
    Map<String, Object> properties = new TreeMap<>(cluster.kafka());
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(64 << 20));
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000");
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "10000");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Returns when all are kept.
   *
   * @return how many can never be kept, because they are too large
   * @throws NotKept when one is not kept that might be later; the others may be
   */
  public int write(List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
    try {
      records.forEach(record -> sent.add(producer.send(record)));
      int refused = 0;
      for (Future<RecordMetadata> one : sent) {
        refused += isKept(one) ? 0 : 1;
      }
      return refused;
    } catch (KafkaException | IllegalStateException e) {
      throw new NotKept(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotKept(e);
    }
  }

  private static boolean isKept(Future<RecordMetadata> one) throws InterruptedException {
    try {
      one.get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RecordTooLargeException) {
        return false;
      }
      throw new NotKept(e.getCause());
    }
  }

  @Override
  public void close() {
    producer.close();
  }

  /** Kafka has not confirmed a record. */
  public static final class NotKept extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotKept(Throwable cause) {
      super(AccessTrouble.sentence(cause).orElseGet(cause::toString), cause);
    }
  }
}
