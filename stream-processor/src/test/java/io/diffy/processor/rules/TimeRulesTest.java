package io.diffy.processor.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whose clock is believed, and which window an answer counts for. */
class TimeRulesTest {
  private static final Instant TEN_PAST_THREE = Instant.parse("2026-11-20T03:10:00Z");
  private static final Instant FOUR = Instant.parse("2026-11-20T04:00:00Z");
  private static final HopRule HOURLY = new HopRule(Duration.ofHours(1), Duration.ofMinutes(2));

  @Test
  void aHostsClockIsBelievedNearTheBrokersTime() {
    var trusted = ClockRule.trust(TEN_PAST_THREE, TEN_PAST_THREE.plusSeconds(40), HOURLY.size());

    assertTrue(trusted.believed());
    assertEquals(TEN_PAST_THREE, trusted.eventTime());
  }

  @Test
  void aHostADayAheadCountsWhenTheBrokerGotItsAnswer() {
    var trusted =
        ClockRule.trust(TEN_PAST_THREE.plus(Duration.ofDays(1)), TEN_PAST_THREE, HOURLY.size());

    assertFalse(trusted.believed());
    assertEquals(TEN_PAST_THREE, trusted.eventTime());
  }

  @Test
  void aHostHoursBehindCountsWhenTheBrokerGotItsAnswer() {
    var trusted =
        ClockRule.trust(TEN_PAST_THREE.minus(Duration.ofHours(7)), TEN_PAST_THREE, HOURLY.size());

    assertFalse(trusted.believed());
  }

  @Test
  void anAnswerCountsFirstAtTheEndOfItsHour() {
    assertEquals(FOUR, HOURLY.firstEnd(TEN_PAST_THREE, TEN_PAST_THREE));
    assertEquals(FOUR, HOURLY.firstEnd(FOUR, FOUR), "an end belongs to its own window");
  }

  @Test
  void anAnswerInTheGraceStillCountsAndALaterOneForTheNextEnd() {
    assertEquals(FOUR, HOURLY.firstEnd(TEN_PAST_THREE, FOUR.plusSeconds(120)));
    assertEquals(
        FOUR.plus(Duration.ofHours(1)), HOURLY.firstEnd(TEN_PAST_THREE, FOUR.plusSeconds(121)));
  }

  @Test
  void theWindowHoldsSplayAndOneLostRun() {
    assertEquals(Duration.ofMinutes(132), HOURLY.size());
    assertTrue(HOURLY.covers(FOUR, FOUR.minus(Duration.ofMinutes(131))));
    assertFalse(HOURLY.covers(FOUR, FOUR.minus(Duration.ofMinutes(132))));
    assertFalse(HOURLY.covers(FOUR, FOUR.plusMillis(1)));
  }
}
