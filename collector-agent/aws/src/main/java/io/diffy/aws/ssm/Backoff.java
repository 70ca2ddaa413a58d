package io.diffy.aws.ssm;

import java.time.Duration;
import java.util.Random;

/**
 * Waits between tries of one call: 1 s, doubled each time, at most 20 s, and by chance between
 * nothing and all of it ("full jitter"). The chance is seeded.
 */
final class Backoff {
  private static final long FIRST = 1000;
  private static final long CAP = 20_000;

  private final Random chance;

  Backoff(String seed) {
    this.chance = new Random(seed.hashCode());
  }

  /**
   * The wait after a failed try.
   *
   * @param tried how often, from 1
   */
  Duration after(int tried) {
    long bound = Math.min(CAP, FIRST << Math.min(tried - 1, 10));
    return Duration.ofMillis((long) (chance.nextDouble() * bound));
  }
}
