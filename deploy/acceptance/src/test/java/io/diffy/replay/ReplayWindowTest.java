package io.diffy.replay;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.config.Timing;
import io.diffy.schemas.TestObservations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a window of time means for a replay, and what its reading tells beside. */
final class ReplayWindowTest {
  private static final ReplayWindow THREE_TO_FOUR =
      new ReplayWindow(Optional.of(THREE_AM), Optional.of(FOUR_AM), Optional.empty());

  @Test
  void holdsItsFirstMomentAndItsLast() {
    assertTrue(THREE_TO_FOUR.holds(THREE_AM));
    assertTrue(THREE_TO_FOUR.holds(FOUR_AM.minusMillis(1)));
    assertTrue(THREE_TO_FOUR.holds(FOUR_AM));
    assertFalse(THREE_TO_FOUR.holds(FOUR_AM.plusMillis(1)));
    assertFalse(THREE_TO_FOUR.holds(THREE_AM.minusMillis(1)));
    assertTrue(ReplayWindow.ALL.holds(Instant.MIN));
    assertFalse(ReplayWindow.ALL.isBounded());
  }

  @Test
  void judgesAllThatCameBeforeAndWhatAWindowWaitsFor() {
    Instant answersOnTheirWay = FOUR_AM.plus(ReplayWindow.GRACE);

    assertTrue(THREE_TO_FOUR.judges(Instant.EPOCH));
    assertTrue(THREE_TO_FOUR.judges(answersOnTheirWay));
    assertFalse(THREE_TO_FOUR.judges(answersOnTheirWay.plusMillis(1)));
    assertTrue(THREE_TO_FOUR.judges(FOUR_AM, answersOnTheirWay));
    assertFalse(THREE_TO_FOUR.judges(FOUR_AM.plusMillis(1), answersOnTheirWay), "answered later");
    assertTrue(THREE_TO_FOUR.judges(answersOnTheirWay, FOUR_AM), "a clock that is ahead");
    assertEquals(Timing.LIVE.grace(), ReplayWindow.GRACE);
  }

  @Test
  void aWarmUpBoundsWhatIsJudgedBefore() {
    ReplayWindow warm =
        new ReplayWindow(
            THREE_TO_FOUR.from(), THREE_TO_FOUR.to(), Optional.of(Duration.ofHours(5)));

    assertTrue(warm.judges(THREE_AM.minus(Duration.ofHours(5))));
    assertFalse(warm.judges(THREE_AM.minus(Duration.ofHours(5)).minusMillis(1)));
  }

  @Test
  void aHostIsGoneWhenOthersAnsweredLongAfterIt() {
    String group = TestObservations.WEB_PROD.toString();
    LastSeen seen = new LastSeen();
    seen.add(cleanCron(instance(1), THREE_AM), THREE_AM);
    assertFalse(seen.isGone(group, instance(1).instanceId()), "nobody answered after it");

    Instant later = THREE_AM.plus(Duration.ofHours(5));
    seen.add(cleanCron(instance(2), later), later);

    assertTrue(seen.isGone(group, instance(1).instanceId()));
    assertFalse(seen.isGone(group, instance(2).instanceId()));
    assertEquals(Optional.of(THREE_AM), seen.last(group, instance(1).instanceId()));
    assertTrue(seen.reach(later));
  }

  @Test
  void thePaceSaysRowsPerSecondAndWhatIsLeft() {
    assertEquals(
        "0 of 2,000 records", new Pace(0, 2_000, 90_000, Duration.ofSeconds(9)).toString());
    assertEquals(
        "500 of 2,000 records, 2,250 rows/s, 30 s left",
        new Pace(500, 2_000, 90_000, Duration.ofSeconds(10)).toString());
    assertEquals(
        "5 of 5,000 records, 9 rows/s, 2 h 46 min left",
        new Pace(5, 5_000, 90_000, Duration.ofSeconds(10)).toString());
  }
}
