package io.diffy.processor.rules;

/**
 * How odd a deviation is: {@code E = (0.5 + S) / X} is the posterior mean (Gamma-Poisson, Jeffreys
 * prior) of the rate at which a healthy host shows a deviation this rare in this table and
 * direction; the score is {@code -log10 E}, 0 and up. A table that is noisy by itself mutes itself.
 */
final class Score {
  private Score() {}

  /**
   * @param others S: deviations at least as rare on the other hosts, each host counted
   * @param exposure X: covered hosts, a baseline counted as its weight
   */
  static double of(int others, int exposure) {
    double e = (0.5 + others) / exposure;
    return Math.max(0, Math.rint(-Math.log10(e) * 1000) / 1000);
  }
}
