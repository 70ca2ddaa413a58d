package io.diffy.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Now is a Sunday, half past one at night. */
final class TimeTextTest {
  private static final Instant NOW = Instant.parse("2026-11-29T01:30:00Z");

  @Test
  void whatIsPrintedCanBeTypedAndAllOfItIsMeant() {
    Instant seen = Instant.parse("2026-11-29T01:00:37.250Z");
    String printed = TimeText.minutes(seen);

    assertFalse(TimeText.first(printed, NOW).isAfter(seen));
    assertFalse(TimeText.last(printed, NOW).isBefore(seen));
    assertEquals(seen, TimeText.first(seen.toString(), NOW));
    assertEquals(seen, TimeText.last(seen.toString(), NOW));
  }

  @Test
  void aMomentIsAsLongAsItIsWritten() {
    assertBetween("2026-11-29T01:00:00Z", "2026-11-29T01:00:59.999999999Z", "2026-11-29 01:00");
    assertBetween("2026-11-29T01:00:00Z", "2026-11-29T01:00:59.999999999Z", "2026-11-29T01:00");
    assertBetween("2026-11-29T01:00:07Z", "2026-11-29T01:00:07.999999999Z", "2026-11-29 01:00:07");
    assertBetween("2026-11-29T00:00:00Z", "2026-11-29T23:59:59.999999999Z", "2026-11-29");
    assertBetween("2026-11-28T00:00:00Z", "2026-11-28T23:59:59.999999999Z", "yesterday");
  }

  @Test
  void aZoneCountsAndNoneIsUtc() {
    for (String text :
        List.of(
            "2026-11-28T23:00Z",
            "2026-11-28T23:00:00z",
            "2026-11-28 23:00 UTC",
            "2026-11-29T00:00+01:00",
            "2026-11-29 00:00+0100",
            "2026-11-29 00:00 +01",
            "2026-11-29 00:00 Europe/Berlin",
            "2026-11-29 Europe/Berlin",
            "2026-11-28 23:00")) {
      assertEquals(Instant.parse("2026-11-28T23:00:00Z"), TimeText.first(text, NOW), text);
      assertFalse(TimeText.isRelative(text), text);
    }
  }

  @Test
  void whatIsRelativeCountsFromTheReferenceAndATimeOfDayIsTheLastOneBeforeIt() {
    assertRelative("2026-11-29T01:00:00Z", "01:00");
    assertRelative("2026-11-29T01:30:00Z", "01:30");
    assertRelative("2026-11-28T01:31:00Z", "01:31");
    assertRelative("2026-11-28T22:00:00Z", "22:00");
    assertRelative("2026-11-28T23:00:00Z", "00:00 +01:00");
    assertRelative("2026-11-28T19:30:00Z", "-6h");
    assertRelative("2026-11-28T19:30:00Z", "6h ago");
    assertRelative("2026-11-28T03:10:00Z", "yesterday 03:10");
    assertRelative("2026-11-29T00:00:00Z", "today");
    assertRelative("2026-11-29T01:30:00Z", "now");
  }

  @Test
  void whatIsNoTimeSaysWhatIs() {
    for (String text :
        List.of(
            "soon",
            "",
            "Z",
            "-",
            "6",
            "-6",
            "6h",
            "24:01",
            "2026-02-30",
            "2026-11-29 25:00",
            "2026-11-29 01:00 Mars/Base",
            "29.11.2026",
            "1:00",
            "2026-11-29 01:00 x")) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> TimeText.first(text, NOW), text);
      assertTrue(refused.getMessage().contains("yesterday or -6h"), refused.getMessage());
    }
  }

  private static void assertBetween(String first, String last, String text) {
    assertEquals(Instant.parse(first), TimeText.first(text, NOW), text);
    assertEquals(Instant.parse(last), TimeText.last(text, NOW), text);
  }

  private static void assertRelative(String expected, String text) {
    assertEquals(Instant.parse(expected), TimeText.first(text, NOW), text);
    assertTrue(TimeText.isRelative(text), text);
  }
}
