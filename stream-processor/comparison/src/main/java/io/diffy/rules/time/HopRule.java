package io.diffy.rules.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The hopping windows of a query: they advance by its interval, their ends are multiples of it
 * since the epoch, and they are wide enough for osquery's ±10 % splay and one lost run.
 *
 * @param interval the advance
 * @param grace how long after its end a window waits for answers on their way
 */
public record HopRule(Duration interval, Duration grace) {
  private static final int WINDOW_TENTHS = 22;

  public Duration size() {
    // Asked for each answer: Duration's own arithmetic goes by BigDecimal.
    long seconds = interval.getSeconds() * WINDOW_TENTHS;
    long tenths = seconds % 10 * 1_000_000_000L + (long) interval.getNano() * WINDOW_TENTHS;
    return Duration.ofSeconds(seconds / 10, tenths / 10);
  }

  /** How long an instance may be silent before it is taken for terminated. */
  public Duration forgetAfter() {
    return size().plus(size());
  }

  /**
   * The time from which on an answer counts, for every window that ends then or later: not before
   * the answer was collected, nor before it could have arrived in time. Depends on nothing but the
   * record, so neither arrival order nor the interval can matter.
   */
  public Instant countsFrom(Instant eventTime, Instant appended) {
    Instant reached = appended.minus(grace);
    return eventTime.isAfter(reached) ? eventTime : reached;
  }

  public Instant endAtOrAfter(Instant time) {
    long hop = interval.toMillis();
    return Instant.ofEpochMilli(-Math.floorDiv(-time.toEpochMilli(), hop) * hop);
  }

  public Instant start(Instant end) {
    return end.minus(size());
  }

  /** Whether the window from {@code start} to {@code end} holds that time. */
  public static boolean covers(Instant start, Instant end, Instant eventTime) {
    return !eventTime.isAfter(end) && eventTime.isAfter(start);
  }

  public Instant closesAt(Instant end) {
    return end.plus(grace);
  }
}
