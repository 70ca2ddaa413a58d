package io.diffy.console.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.console.state.ConsoleState.DeadRecord;
import io.diffy.schemas.text.SafeText;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What is shown of records that nobody could read: their beginning, as text. */
final class DeadRecords {
  private static final int EXCERPT = 2_000;
  private static final int MOST_HEADERS = 30;

  DeadRecord of(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    for (Header header : record.headers()) {
      if (headers.size() < MOST_HEADERS) {
        headers.put(SafeText.excerpt(header.key(), 100), text(header.value(), 1_000));
      }
    }
    return new DeadRecord(
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        text(record.key(), 500),
        record.value() == null ? 0 : record.value().length,
        headers,
        text(record.value(), EXCERPT));
  }

  private static String text(byte[] bytes, int most) {
    return bytes == null
        ? ""
        : new String(bytes.length > most ? Arrays.copyOf(bytes, most) : bytes, UTF_8);
  }
}
