package io.diffy.processor.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.runtime.SkippedRange.Why;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Records that nobody read, and what stands for them in the dead letters. */
class SkippedRangeTest {
  private static final SkippedRange DELETED =
      new SkippedRange("diffy.observations", 2, 100, 103, Why.DELETED);

  @Test
  void aPersonReadsWhichRecordsAreMissingAndWhy() {
    assertEquals(3, DELETED.size());
    assertEquals(
        "up to 3 records of diffy.observations-2 were deleted by retention before they were read:"
            + " offsets 100 to 102; raise retention.ms, see diffy doctor",
        DELETED.sentence());
    assertEquals(
        "diffy.observations-2: offsets 7 to 7 (1) are left out, because a record there unfolds to"
            + " more than fits into memory; find out who sent it",
        tooBig(7).sentence());
  }

  @Test
  void recordsThatAreLeftOutInARowAreOneRange() {
    assertTrue(tooBig(7).isFollowedBy(tooBig(8)));
    assertEquals(2, tooBig(7).upTo(tooBig(8).next()).size());

    assertFalse(tooBig(7).isFollowedBy(tooBig(9)));
    assertFalse(
        tooBig(7).isFollowedBy(new SkippedRange("diffy.observations", 3, 8, 9, Why.TOO_BIG)));
    assertFalse(tooBig(7).isFollowedBy(new SkippedRange("diffy.control", 2, 8, 9, Why.TOO_BIG)));
    assertFalse(
        tooBig(7).isFollowedBy(new SkippedRange("diffy.observations", 2, 8, 9, Why.DELETED)));
  }

  @Test
  void theDeadLetterSaysTheSameInHeadersAndValue() {
    ProducerRecord<byte[], byte[]> letter = DELETED.letter("diffy.dead-letters", 1_000);

    assertEquals("diffy.dead-letters", letter.topic());
    assertEquals("diffy.observations-2@100", new String(letter.key(), UTF_8));
    assertEquals("deleted by retention before it was read", header(letter, "diffy.reason"));
    assertEquals("diffy.observations", header(letter, "diffy.topic"));
    assertEquals("2", header(letter, "diffy.partition"));
    assertEquals("100", header(letter, "diffy.offset"));
    assertEquals("102", header(letter, "diffy.last-offset"));
    assertEquals("1000", header(letter, "diffy.timestamp"));
    assertEquals(
        "{\"reason\":\"deleted by retention before it was read\",\"topic\":\"diffy.observations\","
            + "\"partition\":2,\"first_offset\":100,\"last_offset\":102,\"offsets\":3}",
        new String(letter.value(), UTF_8));
  }

  @Test
  void theSameRangeIsTheSameLetterHoweverOftenItIsFound() {
    ProducerRecord<byte[], byte[]> first = DELETED.letter("diffy.dead-letters", 1_000);
    ProducerRecord<byte[], byte[]> again = DELETED.letter("diffy.dead-letters", 2_000);

    assertArrayEquals(first.key(), again.key());
    assertArrayEquals(first.value(), again.value());
  }

  private static SkippedRange tooBig(long offset) {
    return new SkippedRange("diffy.observations", 2, offset, offset + 1, Why.TOO_BIG);
  }

  private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}
