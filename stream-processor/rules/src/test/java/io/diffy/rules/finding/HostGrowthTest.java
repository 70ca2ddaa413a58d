package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Rating;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ScoreBreakdown.Growth;
import io.diffy.schemas.TestFindings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On n times as many hosts as at first the score is higher by log10 n. */
class HostGrowthTest {
  private static final Growth FIRST = new Growth(hour(1), 1);

  @Test
  void oneMoreHostIsAStep() {
    HostGrowth growth = HostGrowth.after(last(FIRST), hour(2), 3, 40);

    assertEquals(List.of(FIRST, new Growth(hour(2), 3)), growth.steps());
    assertEquals(3, growth.times());
    assertEquals(
        "; it spreads: on 3 hosts since 2026-11-20T05:00:00Z, on 1 host since 2026-11-20T04:00:00Z",
        growth.words());
  }

  @Test
  void oneThatGoesAndComesBackIsNoGrowth() {
    HostGrowth fewer = HostGrowth.after(last(FIRST, new Growth(hour(2), 3)), hour(3), 2, 40);

    assertEquals(List.of(FIRST, new Growth(hour(3), 2)), fewer.steps());
    assertEquals(List.of(FIRST), HostGrowth.after(last(FIRST), hour(3), 1, 40).steps());
    assertEquals("", HostGrowth.after(last(FIRST), hour(3), 1, 40).words());
  }

  @Test
  void theFirstAndTheLastFourStepsAreKept() {
    HostGrowth growth = HostGrowth.after(Optional.empty(), hour(1), 1, 40);
    for (int hosts = 2; hosts <= 9; hosts++) {
      growth =
          HostGrowth.after(last(growth.steps().toArray(Growth[]::new)), hour(hosts), hosts, 40);
    }

    assertEquals(List.of(1, 6, 7, 8, 9), growth.steps().stream().map(Growth::hosts).toList());
  }

  @Test
  void whereManyMoreHostsCameItBeginsAgain() {
    assertEquals(
        List.of(new Growth(hour(2), 9)), HostGrowth.after(last(FIRST), hour(2), 9, 90).steps());
  }

  @Test
  void whatGrowthAddedToAScoreIsTakenOffAgain() {
    Finding grown = last(FIRST, new Growth(hour(2), 10)).orElseThrow();

    assertEquals(2.25, HostGrowth.withoutGrowth(grown), 0.0001);
  }

  /** A finding of score 3.25, compared among 40 hosts. */
  private static Optional<Finding> last(Growth... steps) {
    Finding f = TestFindings.BIND_SHELL;
    ScoreBreakdown one = new ScoreBreakdown(1, 0, 40, 1.42, false, false, Optional.empty());
    ScoreBreakdown grown = one.with(List.of(steps));
    return Optional.of(
        new Finding(
            f.subject(),
            f.instances(),
            f.evidence(),
            f.prevalence(),
            new Rating(3.25, f.confidence(), f.severity(), Optional.of(grown)),
            f.lifecycle(),
            f.reason()));
  }

  private static Instant hour(int n) {
    return THREE_AM.plus(Duration.ofHours(n));
  }
}
