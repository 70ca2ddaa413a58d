package io.diffy.plugin;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * How long to wait between tries of one call: a first wait, doubled each time up to the longest.
 */
public final class RetryBackoff {
  private static final int MOST_DOUBLINGS = 30;

  private final Duration first;
  private final Duration longest;
  private final Optional<Random> chance;

  private RetryBackoff(Duration first, Duration longest, Optional<Random> chance) {
    this.first = first;
    this.longest = longest;
    this.chance = chance;
  }

  /** Waits of just that length. */
  public static RetryBackoff doubling(Duration first, Duration longest) {
    return new RetryBackoff(first, longest, Optional.empty());
  }

  /**
   * Waits that are by chance between nothing and that length ("full jitter"), so that those who
   * failed together don't try again together. The chance is seeded.
   */
  public static RetryBackoff jittered(Duration first, Duration longest, String seed) {
    return new RetryBackoff(first, longest, Optional.of(new Random(seed.hashCode())));
  }

  /**
   * The wait after a failed try.
   *
   * @param failures in a row, from 1
   */
  public Duration after(int failures) {
    long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
    long bound = Math.min(longest.toMillis(), doubled);
    return Duration.ofMillis(chance.map(c -> (long) (c.nextDouble() * bound)).orElse(bound));
  }
}
