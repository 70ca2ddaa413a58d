package io.diffy.schemas.topic;

import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A topic as code: its name, its shape on the broker and what its values are.
 *
 * @param name full name with prefix
 * @param cleanup delete or compact
 * @param retention how long records stay; empty for compacted topics, which keep the last of each
 *     key
 * @param settings further broker settings
 * @param codec of the values
 * @param purpose one sentence for the documentation
 */
public record Topic<T>(
    String name,
    int partitions,
    Cleanup cleanup,
    Optional<Duration> retention,
    Map<String, String> settings,
    Codec<T> codec,
    String purpose) {

  /** Kafka's cleanup.policy. */
  public enum Cleanup {
    DELETE("delete"),
    COMPACT("compact");

    private final String policy;

    Cleanup(String policy) {
      this.policy = policy;
    }

    public String policy() {
      return policy;
    }
  }

  public Topic {
    settings = Map.copyOf(settings);
  }

  /** The same with another number of partitions. */
  Topic<T> with(int others) {
    return new Topic<>(name, others, cleanup, retention, settings, codec, purpose);
  }

  /** All broker settings of the topic, sorted by name. */
  public Map<String, String> configs() {
    Map<String, String> configs = new TreeMap<>(settings);
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup.policy());
    retention.ifPresent(
        r -> configs.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(r.toMillis())));
    return configs;
  }

  /** For clients that have no use for malformed records: reading one throws with its reason. */
  public Serde<T> valueSerde() {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : codec.encode(value),
        (topic, bytes) -> bytes == null ? null : decode(topic, bytes));
  }

  private T decode(String topic, byte[] bytes) {
    try {
      return codec.decode(bytes);
    } catch (MalformedRecord e) {
      throw new SerializationException("malformed record on " + topic + ": " + e.getMessage(), e);
    }
  }
}
