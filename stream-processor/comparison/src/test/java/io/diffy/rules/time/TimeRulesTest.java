package io.diffy.rules.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose clock is believed, and which window an answer counts for. */
class TimeRulesTest {
  private static final Instant TEN_PAST_THREE = Instant.parse("2026-11-20T03:10:00Z");
  private static final Instant FOUR = Instant.parse("2026-11-20T04:00:00Z");
  private static final HopRule HOURLY = new HopRule(Duration.ofHours(1), Duration.ofMinutes(2));

  @Test
  void aHostsClockIsBelievedNearTheBrokersTime() {
    var trusted = ClockRule.trust(TEN_PAST_THREE, TEN_PAST_THREE.plusSeconds(40), HOURLY.size());

    assertTrue(trusted.clockTrusted());
    assertEquals(TEN_PAST_THREE, trusted.at());
  }

  @Test
  void aHostADayAheadCountsWhenTheBrokerGotItsAnswer() {
    var trusted =
        ClockRule.trust(TEN_PAST_THREE.plus(Duration.ofDays(1)), TEN_PAST_THREE, HOURLY.size());

    assertFalse(trusted.clockTrusted());
    assertEquals(TEN_PAST_THREE, trusted.at());
  }

  @Test
  void aHostHoursBehindCountsWhenTheBrokerGotItsAnswer() {
    var trusted =
        ClockRule.trust(TEN_PAST_THREE.minus(Duration.ofHours(7)), TEN_PAST_THREE, HOURLY.size());

    assertFalse(trusted.clockTrusted());
  }

  @Test
  void anAnswerCountsFirstAtTheEndOfItsHour() {
    assertEquals(FOUR, firstEnd(TEN_PAST_THREE, TEN_PAST_THREE));
    assertEquals(FOUR, firstEnd(FOUR, FOUR), "an end belongs to its own window");
  }

  @Test
  void anAnswerInTheGraceStillCountsAndALaterOneForTheNextEnd() {
    assertEquals(FOUR, firstEnd(TEN_PAST_THREE, FOUR.plusSeconds(120)));
    assertEquals(FOUR.plus(Duration.ofHours(1)), firstEnd(TEN_PAST_THREE, FOUR.plusSeconds(121)));
  }

  @Test
  void theWindowHoldsSplayAndOneLostRun() {
    assertEquals(Duration.ofMinutes(132), HOURLY.size());
    assertTrue(HopRule.covers(HOURLY.start(FOUR), FOUR, FOUR.minus(Duration.ofMinutes(131))));
    assertFalse(HopRule.covers(HOURLY.start(FOUR), FOUR, FOUR.minus(Duration.ofMinutes(132))));
    assertFalse(HopRule.covers(HOURLY.start(FOUR), FOUR, FOUR.plusMillis(1)));
  }

  @Test
  void fewerThanHalfOfTheHostsNeverMoveTheIntervalBeyondTheOthers() {
    Duration minute = Duration.ofMinutes(1);
    Duration hour = Duration.ofHours(1);
    Duration week = Duration.ofDays(7);
    assertEquals(hour, IntervalRule.of(List.of(hour)));
    assertEquals(hour, IntervalRule.of(List.of(minute, hour, hour)));
    assertEquals(hour, IntervalRule.of(List.of(week, hour, hour, week, hour)));
    assertEquals(hour, IntervalRule.of(List.of(hour, week, minute)));
    assertEquals(hour, IntervalRule.of(List.of(week, hour)), "at a tie nothing waits longer");
  }

  private static Instant firstEnd(Instant eventTime, Instant appended) {
    return HOURLY.endAtOrAfter(HOURLY.countsFrom(eventTime, appended));
  }
}
