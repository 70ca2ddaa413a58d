package io.diffy.rules.finding;

import io.diffy.rules.detection.ScoreTerms.Past;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Kind;
import java.util.Optional;

/** How sure we are, and how much it matters. */
public final class SeverityRule {
  /** Below six peers a single dissenter is not a minority at 95 % (Jeffreys interval). */
  public static final int MEDIUM_PEERS = 6;

  /** From thirty peers on a single dissenter proves a prevalence below 20 % at 99.6 %. */
  public static final int HIGH_PEERS = 30;

  /** What history of a group is worth as much (research on groups of 3 to 10 hosts). */
  static final long MEDIUM_ANSWERS = 100;

  static final long HIGH_ANSWERS = 1000;

  /** A table in which new things keep appearing proves nothing by one more. */
  private static final long MOST_NOVEL = 1;

  /** From this score on a deviation matters one level more. */
  public static final double VERY_ODD = 1.9;

  /** An open finding matters that much until its score falls below this: a fifth fewer hosts. */
  static final double STILL_VERY_ODD = 1.8;

  /** On so many times as many hosts as at first it matters one level more. */
  public static final double SPREADING = 3;

  /** On so many times as many hosts as at first it matters two levels more. */
  public static final double SPREAD_WIDE = 10;

  private SeverityRule() {}

  /**
   * How sure so many peers make us.
   *
   * @param peers covered instances, a baseline counted as its weight
   * @param past of the group, when the thing appeared in it
   */
  public static Confidence confidence(int peers, Optional<Past> past) {
    long answers = past.filter(p -> p.novel() <= MOST_NOVEL).map(Past::answers).orElse(0L);
    if (peers >= HIGH_PEERS || answers >= HIGH_ANSWERS) {
      return Confidence.HIGH;
    }
    return peers >= MEDIUM_PEERS || answers >= MEDIUM_ANSWERS ? Confidence.MEDIUM : Confidence.LOW;
  }

  /**
   * How much a deviation matters.
   *
   * @param tableSeverity what a deviation in this table means by itself, 1 to 3
   * @param veryOdd whether its score is {@link #VERY_ODD}
   * @param times on how many times as many hosts as at first, 1 and up when it spreads
   */
  static Severity severity(
      Kind kind, int tableSeverity, boolean veryOdd, Confidence confidence, double times) {
    if (kind == Kind.COVERAGE || kind == Kind.DRIFT) {
      return Severity.INFORMATIONAL;
    }
    int level =
        tableSeverity
            + (veryOdd ? 1 : 0)
            + (times >= SPREAD_WIDE ? 2 : times >= SPREADING ? 1 : 0)
            - (confidence == Confidence.LOW ? 1 : 0);
    return switch (Math.max(1, Math.min(level, 4))) {
      case 1 -> Severity.LOW;
      case 2 -> Severity.MEDIUM;
      case 3 -> Severity.HIGH;
      default -> Severity.CRITICAL;
    };
  }
}
