package io.diffy.rules.detection;

import java.time.Instant;
import java.util.Optional;

/**
 * How a score came about; see {@link Score}.
 *
 * @param sharing k: hosts that share this very deviation
 * @param others S: other hosts that show something of the kind at least as rare in this table
 * @param exposure X: hosts that could have shown it, each baseline counted as its weight
 * @param threshold the score from which on a person should look
 * @param oneStory whether sharing it is no habit: nearly all hosts differ from their baseline in
 *     it, or the hosts that share it share something else that nobody has
 * @param familiar whether something else on the hosts explains it well, so that it counts less
 * @param past what the group's history adds, when it appeared under our eyes
 */
public record ScoreTerms(
    int sharing,
    int others,
    int exposure,
    double threshold,
    boolean oneStory,
    boolean familiar,
    Optional<Past> past) {
  /** What a good explanation takes away: a fifth of the oddity is left. */
  public static final double FAMILIAR = 0.7;

  /**
   * The group's own past in this table.
   *
   * @param novel how often something else appeared on a host
   * @param answers in so many answers: host-epochs
   * @param appearedAt end of the window in which this appeared
   */
  public record Past(long novel, long answers, Instant appearedAt) {}

  /** What the peers and the past say, whichever says more. */
  public double score() {
    if (exposure == 0) {
      return 0;
    }
    double now = Score.of(others, oneStory ? 1 : sharing, exposure);
    double score = past.map(p -> Math.max(now, Score.ofNew(p.novel(), p.answers()))).orElse(now);
    return familiar ? Math.max(0, Math.rint((score - FAMILIAR) * 1000) / 1000) : score;
  }

  /** Whether a person should look. The past makes nothing loud that many peers share. */
  public boolean worthALook() {
    return Score.of(others, oneStory ? 1 : sharing, exposure) >= threshold;
  }

  /** Whether a person should look, were it not for the many hosts that share it. */
  public boolean worthALookAlone() {
    return Score.of(others, 1, exposure) >= threshold;
  }

  /** The same as the finding carries it. */
  public io.diffy.schemas.ScoreBreakdown told() {
    return new io.diffy.schemas.ScoreBreakdown(
        sharing,
        others,
        exposure,
        threshold,
        oneStory,
        familiar,
        past.map(
            p -> new io.diffy.schemas.ScoreBreakdown.Past(p.novel(), p.answers(), p.appearedAt())));
  }

  ScoreTerms explained() {
    return new ScoreTerms(sharing, others, exposure, threshold, oneStory, true, past);
  }

  /** The same, when those that share it are one story. */
  public ScoreTerms witnessed() {
    return new ScoreTerms(sharing, others, exposure, threshold, true, familiar, past);
  }

  ScoreTerms with(Past known) {
    return new ScoreTerms(
        sharing, others, exposure, threshold, oneStory, familiar, Optional.of(known));
  }
}
