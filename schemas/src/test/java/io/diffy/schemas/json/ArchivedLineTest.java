package io.diffy.schemas.json;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivedLineTest {
  private static final Instant TOOK_IT = THREE_AM.plusMillis(90_123);
  private static final Observation ROGUE = rogueCron(instance(7), THREE_AM);

  @Test
  void anObservationComesBackWithTheBrokersTime() throws MalformedRecord {
    byte[] line = ArchivedLine.of(new ObservationCodec().encode(ROGUE), TOOK_IT);

    assertTrue(text(line).endsWith(",\"appended_at\":\"2026-11-20T03:01:30.123Z\"}"), text(line));
    assertEquals(new ArchivedLine.Read(ROGUE, Optional.of(TOOK_IT)), ArchivedLine.read(line));
  }

  @Test
  void withoutTheBrokersTimeItIsTheObservation() throws MalformedRecord {
    assertEquals(
        new ArchivedLine.Read(ROGUE, Optional.empty()),
        ArchivedLine.read(new ObservationCodec().encode(ROGUE)));
  }

  @Test
  void whatAHostSaysOfTheBrokersTimeIsLeftOut() throws MalformedRecord {
    String claimed =
        text(new ObservationCodec().encode(ROGUE))
            .replaceFirst("\\{", "{\"appended_at\":{\"a\":[1]},\"appended_at\":\"1999\",");

    byte[] line = ArchivedLine.of(claimed.getBytes(UTF_8), TOOK_IT);

    assertArrayEquals(ArchivedLine.of(new ObservationCodec().encode(ROGUE), TOOK_IT), line);
  }

  @Test
  void aLineIsOneLineAndKeepsWhatItDoesNotKnow() throws MalformedRecord {
    String spread =
        "{\n \"b\" : [ 1.50, 12345678901234567890, null ],\r\n \"a\":\"x\\ny\u2028z\" }";

    String line = text(ArchivedLine.of(spread.getBytes(UTF_8)));

    assertEquals("{\"b\":[1.50,12345678901234567890,null],\"a\":\"x\\ny\u2028z\"}", line);
    assertFalse(line.contains("\n"));
  }

  @Test
  void anAnswerOfTheLargestSizeThatIsAllowedFitsIntoItsLine() throws MalformedRecord {
    byte[] small = new ObservationCodec().encode(ROGUE);
    String filler = "x".repeat(ObservationCodec.MAX_BYTES - small.length - ",\"f\":\"\"".length());
    String largest = text(small).replaceFirst("\\{", "{\"f\":\"" + filler + "\",");
    assertEquals(ObservationCodec.MAX_BYTES, largest.length());

    byte[] line = ArchivedLine.of(largest.getBytes(UTF_8), TOOK_IT);

    assertEquals(Optional.of(TOOK_IT), ArchivedLine.read(line).appendedAt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"text\"",
        "{\"a\":1",
        "{\"a\":1} {}",
        "{a:1}",
        "{\"a\":}"
      })
  void whatIsNotOneObjectIsRefusedWithAReason(String value) {
    MalformedRecord refused =
        assertThrows(MalformedRecord.class, () -> ArchivedLine.of(value.getBytes(UTF_8), TOOK_IT));
    assertFalse(refused.getMessage().isBlank());
    assertThrows(MalformedRecord.class, () -> ArchivedLine.of(new byte[] {'{', (byte) 0xff, '}'}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"soon\"", "7", "null", "{}", "\"1969-12-31T00:00:00Z\""})
  void aTimeThatIsNoneIsNamed(String time) {
    String line =
        text(new ObservationCodec().encode(ROGUE))
            .replaceFirst("\\{", "{\"appended_at\":" + time + ",");

    MalformedRecord bad =
        assertThrows(MalformedRecord.class, () -> ArchivedLine.read(line.getBytes(UTF_8)));
    assertTrue(bad.getMessage().startsWith("\"appended_at\": "), bad.getMessage());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
