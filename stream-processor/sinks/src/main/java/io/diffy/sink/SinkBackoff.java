package io.diffy.sink;

import java.time.Duration;

/** How long to wait after so many failures in a row: doubled from a second up to a minute. */
final class SinkBackoff {
  private static final long LONGEST_SECONDS = 60;
  private static final int DOUBLINGS = 6;

  private SinkBackoff() {}

  /**
   * The wait before the next attempt.
   *
   * @param failures in a row, 1 or more
   */
  static Duration after(int failures) {
    long seconds = 1L << Math.min(failures - 1, DOUBLINGS);
    return Duration.ofSeconds(Math.min(seconds, LONGEST_SECONDS));
  }
}
