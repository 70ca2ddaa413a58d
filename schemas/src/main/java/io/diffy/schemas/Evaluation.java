package io.diffy.schemas;

import java.time.Instant;
import java.util.List;

/**
 * The summary of judging one group and query at one time.
 *
 * @param group the group judged
 * @param query the query judged
 * @param evaluatedAt end of the window, or the time the round closed
 * @param windowStart start of the window, exclusive
 * @param roundId the on-demand round; empty for a scheduled window
 * @param covered instances whose answer counted, sorted
 * @param absent instances whose answer did not count, sorted by id, each with the reason
 * @param baselineVersions versions of the baselines used, by cohort label; empty without a baseline
 * @param openFindings uids of the findings of this group and query that are open now, sorted
 * @param ranked the instances with open findings, highest score first
 * @param overflow deviations that were counted but not reported, beyond the bound per host
 */
public record Evaluation(
    GroupKey group,
    String query,
    Instant evaluatedAt,
    Instant windowStart,
    String roundId,
    List<String> covered,
    List<Absent> absent,
    List<BaselineUsed> baselineVersions,
    List<String> openFindings,
    List<Ranked> ranked,
    int overflow) {

  /** An instance that could not be judged, and why. */
  public record Absent(String instanceId, String reason) {}

  /** A baseline that took part. */
  public record BaselineUsed(String cohort, int version, Instant takenAt) {}

  /**
   * An instance with what speaks against it in this query: the best score and the number of
   * findings.
   */
  public record Ranked(String instanceId, double score, int findings) {}
}
