package io.diffy.rules.detection;

import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ScoreBreakdown.PeerTerms;

/**
 * How odd a deviation is: {@code E = (0.5 + S) / X} is the posterior mean (Gamma-Poisson, Jeffreys
 * prior) of the rate at which a healthy host shows a deviation this rare in this table and
 * direction; the score is {@code -log10 E}, 0 and up. A table that is noisy by itself mutes itself.
 */
public final class Score {
  /** What a good explanation takes away: a fifth of the oddity is left. */
  public static final double FAMILIAR = 0.7;

  /** A few hosts that share a thing are one story; what more share is rather a benign habit. */
  private static final double FEW = 3;

  /** Of a table whose rows come and go. */
  private static final int MOST_TOLERATED = 4;

  /** Of the hosts, in a table whose rows last. */
  private static final int LARGEST_NOISE = 4;

  private Score() {}

  /** What the peers and the past say, whichever says more; 0 when nobody could have shown it. */
  public static double of(ScoreBreakdown terms) {
    if (terms.exposure() == 0) {
      return 0;
    }
    double now = ofPeers(terms);
    double score =
        terms
            .past()
            .map(p -> Math.max(now, of(0.5 + (double) p.novel(), (double) p.answers())))
            .orElse(now);
    return terms.familiar() ? Math.max(0, rounded(score - FAMILIAR)) : score;
  }

  /** Whether a person should look. The past makes nothing loud that many peers share. */
  public static boolean worthALook(ScoreBreakdown terms) {
    return ofPeers(terms) >= terms.threshold();
  }

  /** Whether a person should look, were it not for the many hosts that share it. */
  public static boolean worthALookAlone(ScoreBreakdown terms) {
    return of(terms.others(), 1, terms.exposure()) >= terms.threshold();
  }

  private static double ofPeers(ScoreBreakdown terms) {
    return of(terms.others(), terms.oneStory() ? 1 : terms.sharing(), terms.exposure());
  }

  /**
   * The score by the peers alone.
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
   * The same where fewer others count, since what stands for long says nothing about what came.
   *
   * @param noise on how many others something came, too
   * @param hosts how many were compared
   * @param lasting whether rows of the table last
   */
  public static ScoreBreakdown quieter(
      ScoreBreakdown terms, int noise, int hosts, boolean lasting) {
    return noise >= terms.others()
        ? terms
        : terms.with(
            new PeerTerms(
                terms.sharing(),
                noise,
                terms.exposure(),
                Math.min(terms.threshold(), tolerant(noise, hosts, terms.exposure(), lasting))));
  }

  /**
   * The score from which on a person should look although so many other hosts show something as
   * rare: an intruder, or chance, puts that many different things on so few hosts. Where rows last,
   * only a table of which a quarter of the hosts has a row of its own is noisy by itself.
   */
  static double tolerant(int others, int hosts, int exposure, boolean lasting) {
    return others <= tolerated(hosts, lasting) ? of(others, 2, exposure) : Double.MAX_VALUE;
  }

  private static int tolerated(int hosts, boolean lasting) {
    int quarter = hosts / LARGEST_NOISE;
    return lasting ? quarter : Math.min(MOST_TOLERATED, quarter);
  }

  /** So many other hosts with something as rare mute nothing. */
  static int mostTolerated(int exposure, boolean lasting) {
    int byScore = (int) (exposure * Math.pow(10, -Detector.WORTH_A_LOOK));
    return Math.max(tolerated(exposure, lasting), byScore);
  }

  private static double of(double events, double exposure) {
    return Math.max(0, rounded(-Math.log10(events / exposure)));
  }

  /** To three decimals, as scores are written and compared. */
  public static double rounded(double score) {
    return Math.rint(score * 1000) / 1000;
  }
}
