package io.diffy.processor.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.json.Json;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Records of one partition that were not read and never will be.
 *
 * @param topic that was read
 * @param partition of it
 * @param first offset that was not read
 * @param next offset of the first record behind it
 * @param why they were not read
 */
record SkippedRange(String topic, int partition, long first, long next, Why why) {
  /** What stands between a reader and a record. */
  enum Why {
    DELETED(
        "deleted by retention before it was read",
        "up to %,d records of %s-%d were deleted by retention before they were read: offsets %d to"
            + " %d; raise retention.ms, see diffy doctor"),
    TOO_BIG(
        "unfolds to more than fits into memory, or stands behind such a record in its batch",
        "%2$s-%3$d: offsets %4$d to %5$d (%1$,d) are left out, because a record there unfolds to"
            + " more than fits into memory; find out who sent it");

    private final String reason;
    private final String sentence;

    Why(String reason, String sentence) {
      this.reason = reason;
      this.sentence = sentence;
    }
  }

  /** Offsets in it: so many records at most, for marks of transactions have offsets too. */
  long size() {
    return next - first;
  }

  /** Whether the other one begins where this one ends. */
  boolean isFollowedBy(SkippedRange other) {
    return topic.equals(other.topic)
        && partition == other.partition
        && next == other.first
        && why == other.why;
  }

  SkippedRange upTo(long newNext) {
    return new SkippedRange(topic, partition, first, newNext, why);
  }

  String sentence() {
    return why.sentence.formatted(size(), topic, partition, first, next - 1);
  }

  /**
   * What stands for them in the dead letters. The headers are those of other dead letters, {@code
   * diffy.offset} being the first; the value says the same as JSON, for readers without headers.
   * The same range has the same key and value, however often it is found.
   *
   * @param foundAt when it was found, in ms
   */
  ProducerRecord<byte[], byte[]> letter(String deadLetters, long foundAt) {
    Headers headers = new RecordHeaders();
    add(headers, "diffy.reason", why.reason);
    add(headers, "diffy.topic", topic);
    add(headers, "diffy.partition", String.valueOf(partition));
    add(headers, "diffy.offset", String.valueOf(first));
    add(headers, "diffy.last-offset", String.valueOf(next - 1));
    add(headers, "diffy.timestamp", String.valueOf(foundAt));
    String value =
        Json.mapper()
            .createObjectNode()
            .put("reason", why.reason)
            .put("topic", topic)
            .put("partition", partition)
            .put("first_offset", first)
            .put("last_offset", next - 1)
            .put("offsets", size())
            .toString();
    byte[] key = (topic + "-" + partition + "@" + first).getBytes(UTF_8);
    return new ProducerRecord<>(deadLetters, null, key, value.getBytes(UTF_8), headers);
  }

  private static void add(Headers headers, String name, String text) {
    headers.add(name, text.getBytes(UTF_8));
  }
}
