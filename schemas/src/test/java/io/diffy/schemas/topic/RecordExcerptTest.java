package io.diffy.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class RecordExcerptTest {
  private static final byte[] KEY = "web".getBytes(UTF_8);

  @Test
  void whatIsSentPlainlyStaysWhole() {
    byte[] value = new byte[8 << 20];
    Headers headers = new RecordHeaders().add("traceparent", "00-1".getBytes(UTF_8));

    RecordExcerpt excerpt = RecordExcerpt.of(KEY, value, headers);

    assertSame(KEY, excerpt.key());
    assertSame(value, excerpt.value());
    assertEquals(headers, excerpt.headers());
  }

  @Test
  void aRecordMayHaveNeitherKeyNorValue() {
    RecordExcerpt excerpt = RecordExcerpt.of(null, null, new RecordHeaders());

    assertNull(excerpt.key());
    assertNull(excerpt.value());
  }

  @Test
  void ofWhatUnfoldedToMoreTheBeginningStays() {
    byte[] value = new byte[20 << 20];
    Arrays.fill(value, (byte) 'x');
    Headers headers = new RecordHeaders().add("traceparent", "00-1".getBytes(UTF_8));

    RecordExcerpt excerpt = RecordExcerpt.of(KEY, value, headers);

    assertArrayEquals(Arrays.copyOf(value, 1 << 20), excerpt.value());
    assertArrayEquals(KEY, excerpt.key());
    assertNull(excerpt.headers().lastHeader("traceparent"));
    assertEquals("key of 3 bytes, value of 20971520 bytes, 1 headers", cut(excerpt));
  }

  @Test
  void keysAndHeadersCountToo() {
    byte[] big = new byte[11 << 20];

    assertEquals(64 << 10, RecordExcerpt.of(big, KEY, new RecordHeaders()).key().length);
    assertEquals(
        "key of 3 bytes, value of 3 bytes, 1 headers",
        cut(RecordExcerpt.of(KEY, KEY, new RecordHeaders().add("x", big))));
    assertEquals(
        "key of 3 bytes, value of 3 bytes, 1 headers",
        cut(RecordExcerpt.of(KEY, KEY, new RecordHeaders().add("x".repeat(11 << 20), KEY))));
  }

  private static String cut(RecordExcerpt excerpt) {
    return new String(excerpt.headers().lastHeader("diffy.cut").value(), UTF_8);
  }
}
