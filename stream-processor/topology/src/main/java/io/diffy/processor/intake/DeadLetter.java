package io.diffy.processor.intake;

import io.diffy.schemas.topic.RecordExcerpt;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * A record that can't be processed, on its way to the dead letters: key and value as they came (too
 * big ones as an {@link RecordExcerpt}), and in the headers {@code diffy.reason}, {@code
 * diffy.topic}, {@code diffy.partition}, {@code diffy.offset} and {@code diffy.timestamp} (ms), so
 * that the original can be found again.
 */
public final class DeadLetter {
  private DeadLetter() {}

  /** The letter, to be handed on in the same transaction. */
  public static Record<byte[], byte[]> of(
      Record<byte[], byte[]> record, RecordMetadata origin, String reason) {
    RecordExcerpt kept = RecordExcerpt.of(record.key(), record.value(), record.headers());
    Headers headers = kept.headers();
    add(headers, "diffy.reason", reason);
    add(headers, "diffy.topic", origin.topic());
    add(headers, "diffy.partition", String.valueOf(origin.partition()));
    add(headers, "diffy.offset", String.valueOf(origin.offset()));
    add(headers, "diffy.timestamp", String.valueOf(record.timestamp()));
    return new Record<>(kept.key(), kept.value(), record.timestamp(), headers);
  }

  private static void add(Headers headers, String name, String text) {
    headers.remove(name);
    headers.add(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
