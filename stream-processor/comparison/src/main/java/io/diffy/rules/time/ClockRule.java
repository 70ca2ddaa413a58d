package io.diffy.rules.time;

import java.time.Duration;
import java.time.Instant;

/**
 * When an answer counts. A host's clock is trusted only inside a bounded interval around the time
 * the broker took the record; outside it the broker's time is used, so that one wrong clock can't
 * blind the group.
 */
public final class ClockRule {
  /** How far ahead of the broker a host's clock may be. */
  public static final Duration AHEAD = Duration.ofMinutes(5);

  private ClockRule() {}

  /**
   * Which time counts for an answer.
   *
   * @param behind how late it may come: the size of the window it would have to count in
   */
  public static EventTime trust(Instant collectedAt, Instant appended, Duration behind) {
    boolean trusted =
        !collectedAt.isAfter(appended.plus(AHEAD)) && !collectedAt.isBefore(appended.minus(behind));
    return new EventTime(trusted ? collectedAt : appended, collectedAt, trusted);
  }
}
