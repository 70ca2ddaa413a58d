package io.diffy.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.doctor.Check.Level;
import io.diffy.doctor.ConsumerGroup.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConsumerGroupRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T03:10:00Z");
  private static final String OBSERVATIONS = "diffy.observations";
  private static final Map<String, Duration> SEVEN_DAYS = Map.of(OBSERVATIONS, Duration.ofDays(7));

  @Test
  void noProcessorIsAProblem() {
    assertEquals(
        Level.PROBLEM,
        ConsumerGroupRules.judgeProcessor(Optional.empty(), SEVEN_DAYS, NOW).get(0).level());
  }

  @Test
  void aProcessorThatIsCloseBehindIsFine() {
    assertEquals(Level.OK, judge(1, place(3, true, 0, Duration.ofSeconds(2))).get(0).level());
  }

  @Test
  void aProcessorWithoutMembersIsAProblemAndASinkWithoutIsAWarning() {
    assertEquals(Level.PROBLEM, judge(0, place(0, true, 0, null)).get(0).level());
    ConsumerGroup sink = new ConsumerGroup("diffy-sink-file", "empty", 0, List.of());
    assertEquals(
        Level.WARNING,
        ConsumerGroupRules.judgeSinks(List.of(sink), SEVEN_DAYS, NOW).get(0).level());
  }

  @Test
  void lagOlderThanFourFifthsOfRetentionIsAProblem() {
    assertEquals(Level.OK, judge(1, place(9, true, 0, Duration.ofHours(80))).get(0).level());
    assertEquals(Level.WARNING, judge(1, place(9, true, 0, Duration.ofDays(4))).get(0).level());
    Check alarm = judge(1, place(9, true, 0, Duration.ofDays(6))).get(0);
    assertEquals(Level.PROBLEM, alarm.level());
    assertEquals(
        "diffy-processor: what waits on diffy.observations is 6 days old, and is deleted at 7 days",
        alarm.says());
  }

  @Test
  void whatRetentionTookUnreadIsAProblemWithItsNumber() {
    Check lost = judge(1, place(5, true, 41, Duration.ofSeconds(1))).get(0);
    assertEquals(Level.PROBLEM, lost.level());
    assertTrue(lost.says().contains("never read 41 records"), lost::says);
  }

  @Test
  void lagThatDoesNotMoveIsAWarningThatNamesThePartition() {
    Check stuck = judge(1, place(5, false, 0, Duration.ofSeconds(9))).get(0);
    assertEquals(Level.WARNING, stuck.level());
    assertTrue(stuck.says().endsWith("does not move on diffy.observations-2"), stuck::says);
  }

  private static List<Check> judge(int members, Place place) {
    ConsumerGroup group =
        new ConsumerGroup(
            "diffy-processor", members == 0 ? "empty" : "stable", members, List.of(place));
    return ConsumerGroupRules.judgeProcessor(Optional.of(group), SEVEN_DAYS, NOW);
  }

  private static Place place(long lag, boolean moved, long lost, Duration age) {
    return new Place(OBSERVATIONS, 2, lag, moved, lost, Optional.ofNullable(age).map(NOW::minus));
  }
}
