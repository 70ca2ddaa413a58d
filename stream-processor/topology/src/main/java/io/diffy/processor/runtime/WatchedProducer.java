package io.diffy.processor.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The producer of a stream thread, which tells how far the thread has committed. */
final class WatchedProducer extends KafkaProducer<byte[], byte[]> {
  private final Standstill standstill;
  private final RecordsInHand records;
  private final Map<TopicPartition, OffsetAndMetadata> sent = new HashMap<>();

  WatchedProducer(Map<String, Object> config, Standstill standstill, RecordsInHand records) {
    super(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.standstill = standstill;
    this.records = records;
  }

  @Override
  public void sendOffsetsToTransaction(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
    try {
      super.sendOffsetsToTransaction(offsets, group);
    } catch (CommitFailedException e) {
      standstill.out("out of the group: Kafka did not hear from this processor in time");
      throw e;
    }
    sent.putAll(offsets);
  }

  @Override
  public void commitTransaction() {
    super.commitTransaction();
    records.committed(sent);
    standstill.committed(sent);
    sent.clear();
  }

  @Override
  public void abortTransaction() {
    sent.clear();
    records.rolledBack();
    standstill.rolledBack();
    try {
      super.abortTransaction();
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      standstill.out(
          "a transaction was given up by Kafka: it took too long, or another took its place");
      throw e;
    }
  }

  /** Kafka Streams takes another one where Kafka gave its transaction up, and aborts nothing. */
  @Override
  public void close(Duration patience) {
    records.rolledBack();
    super.close(patience);
  }
}
