package io.diffy.aws.ssm;

import java.time.Duration;
import java.util.Random;

/**
 * How long to wait between looks: 2 s, half as much again each time, up to 15 s; up to a quarter of
 * the time waited so far, once that is longer. So a run of ten minutes is looked at some twenty
 * times, and a command that nobody answers doesn't use up the calls of others. By chance, which is
 * seeded, a wait is up to a quarter shorter, so that runs that were started together come apart. A
 * wait of anything from nothing on would do that better, at the price of twice as many calls.
 */
final class PollSchedule {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration CAP = Duration.ofSeconds(15);
  private static final double GROWTH = 1.5;

  private final Random chance;
  private double next = FIRST.toMillis();

  PollSchedule(String seed) {
    this.chance = new Random(seed.hashCode());
  }

  /**
   * The next wait.
   *
   * @param waited since the first command was sent
   */
  Duration next(Duration waited) {
    double bound = Math.max(next, waited.toMillis() / 4.0);
    next = Math.min((double) CAP.toMillis(), next * GROWTH);
    return Duration.ofMillis((long) (bound * (0.75 + 0.25 * chance.nextDouble())));
  }
}
