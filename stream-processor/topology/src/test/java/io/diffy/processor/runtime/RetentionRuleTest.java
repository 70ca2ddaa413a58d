package io.diffy.processor.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.runtime.RetentionRule.Limits;
import io.diffy.processor.runtime.RetentionRule.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RetentionRuleTest {
  private static final Limits SEVEN_DAYS = new Limits(Duration.ofDays(7).toMillis(), -1);
  private static final Limits ONE_GIB = new Limits(-1, 1 << 30);
  private static final Limits FOR_EVER = new Limits(-1, -1);

  @Test
  void whatWaitsForSixOfSevenDaysIsNearlyGone() {
    assertEquals(85, RetentionRule.usedPercent(waiting(1, Duration.ofDays(6)), SEVEN_DAYS));
  }

  @Test
  void nothingThatWaitsIsInNoDangerHoweverOldItIs() {
    assertEquals(0, RetentionRule.usedPercent(waiting(0, Duration.ofDays(6)), SEVEN_DAYS));
  }

  @Test
  void aTopicThatKeepsForEverIsInNoDanger() {
    assertEquals(0, RetentionRule.usedPercent(waiting(1, Duration.ofDays(900)), FOR_EVER));
  }

  @Test
  void aHostsClockInTheFutureIsNoDanger() {
    assertEquals(0, RetentionRule.usedPercent(waiting(1, Duration.ofDays(-6)), SEVEN_DAYS));
  }

  @Test
  void ofAFullPartitionTheShareThatWaitsCounts() {
    assertEquals(90, RetentionRule.usedPercent(new Waiting(900, 100, true, 0), ONE_GIB));
  }

  @Test
  void aPartitionThatIsNotFullDeletesNothing() {
    assertEquals(0, RetentionRule.usedPercent(new Waiting(900, 0, false, 0), ONE_GIB));
  }

  @Test
  void theAlarmBeginsAtEightyAndEndsBelowSeventy() {
    assertFalse(RetentionRule.alarm(79, false));
    assertTrue(RetentionRule.alarm(80, false));
    assertTrue(RetentionRule.alarm(70, true));
    assertFalse(RetentionRule.alarm(69, true));
  }

  /** A topic that was quiet for six days gets a record: it waits for a moment, not for six days. */
  @Test
  void whatComesAfterAQuietWeekIsYoung() {
    ReadingPlace quiet = ReadingPlace.first(10, 0, 0, 1_000);
    ReadingPlace stillQuiet = quiet.moved(10, 0, 0, 500_000);
    assertEquals(500_000, stillQuiet.moved(10, 1, 0, 500_100).oldest());
  }

  @Test
  void inABacklogWhatWaitsIsAsOldAsWhatWasJustRead() {
    ReadingPlace behind = ReadingPlace.first(10, 90, 1_000, 900_000);
    assertEquals(1_000, behind.oldest());
    assertEquals(2_000, behind.moved(20, 80, 2_000, 900_001).oldest());
  }

  private static Waiting waiting(long lag, Duration age) {
    return new Waiting(lag, 0, false, age.toMillis());
  }
}
