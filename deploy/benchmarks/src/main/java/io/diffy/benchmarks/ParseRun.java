package io.diffy.benchmarks;

import io.diffy.cluster.Cluster;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Turning the bytes of all observations of the topic into observations, and nothing else: the time
 * of fetching them is not counted.
 *
 * @param rows how many rows there were
 * @param bytes how many bytes of JSON
 * @param seconds how long the parsing took
 */
record ParseRun(long rows, long bytes, double seconds) {

  static ParseRun of(Cluster cluster) {
    Topic<Observation> topic = cluster.topics().observations();
    List<TopicPartition> partitions =
        IntStream.range(0, topic.partitions())
            .mapToObj(number -> new TopicPartition(topic.name(), number))
            .toList();
    Map<String, Object> properties = new TreeMap<>(cluster.kafka());
    long rows = 0;
    long bytes = 0;
    long nanos = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          long started = System.nanoTime();
          rows += parse(topic.codec(), record.value()).rows().size();
          nanos += System.nanoTime() - started;
          bytes += record.value().length;
        }
      }
    }
    return new ParseRun(rows, bytes, nanos / 1e9);
  }

  private static Observation parse(Codec<Observation> codec, byte[] value) {
    try {
      return codec.decode(value);
    } catch (MalformedRecord e) {
      throw new IllegalStateException("the simulation broke the contract: " + e.getMessage(), e);
    }
  }
}
