package io.diffy.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record as far as the dead letters take it. The limit of a topic counts compressed bytes, so
 * what a stranger compressed may unfold to any size, and could not be put aside whole.
 *
 * @param key as it came, or its first 64 KiB; may be null
 * @param value as it came, or its first MiB; may be null
 * @param headers as they came, or, where anything was cut, none but {@code diffy.cut}: in words how
 *     big the record was
 */
public record RecordExcerpt(byte[] key, byte[] value, Headers headers) {
  /** Well below what the dead letters take (12 MiB) and above what is sent plainly (8 MiB). */
  private static final int WHOLE_BYTES = 10 << 20;

  private static final int KEY_BYTES = 64 << 10;
  private static final int VALUE_BYTES = 1 << 20;

  /** The whole record where it is small enough, else the beginning of it. */
  public static RecordExcerpt of(byte[] key, byte[] value, Headers headers) {
    long inHeaders = 0;
    int count = 0;
    for (Header header : headers) {
      inHeaders += header.key().length() * 3L + length(header.value());
      count++;
    }
    if (inHeaders + length(key) + length(value) <= WHOLE_BYTES) {
      return new RecordExcerpt(key, value, new RecordHeaders(headers.toArray()));
    }
    String cut =
        "key of %d bytes, value of %d bytes, %d headers"
            .formatted(length(key), length(value), count);
    return new RecordExcerpt(
        beginning(key, KEY_BYTES),
        beginning(value, VALUE_BYTES),
        new RecordHeaders().add("diffy.cut", cut.getBytes(UTF_8)));
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static byte[] beginning(byte[] bytes, int most) {
    return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
  }
}
