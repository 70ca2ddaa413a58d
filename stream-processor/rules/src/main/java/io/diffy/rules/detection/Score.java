package io.diffy.rules.detection;

/**
 * How odd a deviation is: {@code E = (0.5 + S) / X} is the posterior mean (Gamma-Poisson, Jeffreys
 * prior) of the rate at which a healthy host shows a deviation this rare in this table and
 * direction; the score is {@code -log10 E}, 0 and up. A table that is noisy by itself mutes itself.
 */
final class Score {
  /** A few hosts that share a thing are one story; what more share is rather a benign habit. */
  private static final double FEW = 3;

  private Score() {}

  /**
   * The score of a deviation.
   *
   * @param others other hosts that show a deviation of the kind at least as rare
   * @param sharing k: hosts that share this very deviation and could do so by a habit, 1 and up
   * @param exposure X: covered hosts, a baseline counted as its weight
   */
  static double of(int others, int sharing, int exposure) {
    double same = (sharing - 1) * Math.min(1, (sharing - 1) / FEW);
    return of(0.5 + others + same, exposure);
  }

  /**
   * The score of something new.
   *
   * @param novel how often something else appeared on a host of the group
   * @param answers in so many answers of its hosts
   */
  static double ofNew(long novel, long answers) {
    return of(0.5 + (double) novel, (double) answers);
  }

  private static double of(double events, double exposure) {
    return Math.max(0, Math.rint(-Math.log10(events / exposure) * 1000) / 1000);
  }
}
