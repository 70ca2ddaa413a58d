package io.diffy.processor.rules;

/**
 * How odd a deviation is: {@code E = (0.5 + S) / X} is the posterior mean (Gamma-Poisson, Jeffreys
 * prior) of the rate at which a healthy host shows a deviation this rare in this table and
 * direction; the score is {@code -log10 E}, 0 and up. A table that is noisy by itself mutes itself.
 */
final class Score {
  /**
   * As many hosts share what an intruder does by hand; what more share counts like any other noise.
   */
  private static final double HANDFUL = 5;

  private Score() {}

  /**
   * The score of a deviation.
   *
   * @param others other deviations at least as rare on the other hosts, each host counted
   * @param sharing k: hosts that share this very deviation, 1 and up. A few that share it are one
   *     story and hardly speak for a benign habit; many do
   * @param exposure X: covered hosts, a baseline counted as its weight
   */
  static double of(int others, int sharing, int exposure) {
    double same = (sharing - 1) * Math.min(1, (sharing - 1) / HANDFUL);
    double e = (0.5 + others + same) / exposure;
    return Math.max(0, Math.rint(-Math.log10(e) * 1000) / 1000);
  }
}
