package io.diffy.rules.time;

import java.time.Duration;
import java.time.Instant;

/**
 * When an answer counts. A host's clock is believed only inside a bounded interval around the time
 * the broker took the record; outside it the broker's time is used, so that one wrong clock can't
 * blind the group.
 */
public final class ClockRule {
  /** How far ahead of the broker a host's clock may be. */
  public static final Duration AHEAD = Duration.ofMinutes(5);

  private ClockRule() {}

  /**
   * The time that counts.
   *
   * @param believed whether the host's own time is used
   * @param eventTime the time that counts
   */
  public record Trusted(boolean believed, Instant eventTime) {}

  /**
   * Which time counts for an answer.
   *
   * @param behind how late it may come: the size of the window it would have to count in
   */
  public static Trusted trust(Instant collectedAt, Instant appended, Duration behind) {
    boolean believed =
        !collectedAt.isAfter(appended.plus(AHEAD)) && !collectedAt.isBefore(appended.minus(behind));
    return new Trusted(believed, believed ? collectedAt : appended);
  }
}
