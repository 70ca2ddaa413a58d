package io.diffy.plugin;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A record as it lies on its topic.
 *
 * @param topic full name
 * @param partition of the topic
 * @param offset place in the partition; topic, partition and offset name the record for ever
 * @param appended the record's time on the broker: of observations when the broker took them
 * @param key UTF-8 text; empty when there is none
 * @param value as it came: nobody has checked it against its schema
 * @param headers UTF-8 text; of several with one name the last
 */
public record SinkRecord(
    String topic,
    int partition,
    long offset,
    Instant appended,
    String key,
    byte[] value,
    Map<String, String> headers) {

  public SinkRecord {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(appended, "appended");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    headers = Map.copyOf(headers);
  }

  /** Where it lies, for a person. */
  public String place() {
    return topic + ", partition " + partition + ", offset " + offset;
  }
}
