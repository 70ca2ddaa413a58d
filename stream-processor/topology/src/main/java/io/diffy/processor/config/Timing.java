package io.diffy.processor.config;

import java.time.Duration;
import java.util.Optional;

/**
 * When the processor does what it does.
 *
 * @param grace how long a window waits after its end for answers on their way
 * @param commitEvery commit interval: how late a finding may become visible
 * @param ticks how the wall clock may cause windows to be closed; not at all in a replay
 * @param rowsAtOnce after so many judged rows, the windows that one record closes wait for the next
 *     record. A record and all that it causes is part of one transaction, which has to end
 * @param shortestInterval who answers more often is evaluated this often, by the newest answer
 */
public record Timing(
    Duration grace,
    Duration commitEvery,
    Optional<Ticks> ticks,
    long rowsAtOnce,
    Duration shortestInterval) {
  /** Half a second of two idle cores. */
  private static final long ROWS_AT_ONCE = 200_000;

  private static final Duration DEFAULT_INTERVAL = Duration.ofHours(1);

  /** With shorter windows an answer would be pushed out by newer ones before its window closes. */
  private static final Duration SHORTEST_INTERVAL = Duration.ofMinutes(1);

  /** What osquery allows. */
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(7);

  public static final Timing LIVE =
      new Timing(
          Duration.ofMinutes(2),
          Duration.ofMillis(500),
          Optional.of(new Ticks(Duration.ofSeconds(1), Duration.ofSeconds(10))));

  public Timing(Duration grace, Duration commitEvery, Optional<Ticks> ticks) {
    this(grace, commitEvery, ticks, ROWS_AT_ONCE, SHORTEST_INTERVAL);
  }

  /**
   * How the wall clock is asked.
   *
   * @param every how often it looks
   * @param againAfter how long it waits before it asks again
   */
  public record Ticks(Duration every, Duration againAfter) {}

  /**
   * The interval an answer speaks for. An answer that says nothing is taken for hourly; the pack's
   * interval is what an agent is told, not what a stranger does. Nobody asks for more than a week.
   */
  public Duration intervalOf(int reportedSeconds) {
    if (reportedSeconds <= 0) {
      return DEFAULT_INTERVAL;
    }
    Duration reported = Duration.ofSeconds(reportedSeconds);
    if (reported.compareTo(LONGEST_INTERVAL) > 0) {
      return LONGEST_INTERVAL;
    }
    return reported.compareTo(shortestInterval) < 0 ? shortestInterval : reported;
  }
}
