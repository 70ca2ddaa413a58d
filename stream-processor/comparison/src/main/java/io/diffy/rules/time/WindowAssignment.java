package io.diffy.rules.time;

import java.time.Duration;
import java.time.Instant;

/**
 * For which windows an answer counts.
 *
 * @param from for each window that ends then or later
 * @param firstEnd the first such end by the schedule that the group had when the answer came
 * @param interval of that schedule; zero when an older version of this program kept it
 */
public record WindowAssignment(Instant from, Instant firstEnd, Duration interval) {

  public static WindowAssignment of(Instant from, HopRule hops) {
    return new WindowAssignment(from, hops.endAtOrAfter(from), hops.interval());
  }

  /**
   * An answer that came while the windows were longer stays beside those that came after: a shorter
   * window may need it.
   */
  public boolean isSameWindow(WindowAssignment other) {
    return firstEnd.equals(other.firstEnd) && interval.equals(other.interval);
  }
}
