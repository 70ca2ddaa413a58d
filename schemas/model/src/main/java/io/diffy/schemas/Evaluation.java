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
 * @param learnt what the peers showed to be volatile
 */
public record Evaluation(
    GroupKey group,
    String query,
    Instant evaluatedAt,
    Instant windowStart,
    String roundId,
    List<String> covered,
    List<Absent> absent,
    List<CohortBaseline> baselineVersions,
    List<String> openFindings,
    List<Ranked> ranked,
    int overflow,
    Learnt learnt) {

  /** An evaluation in which nothing was learnt. */
  public Evaluation(
      GroupKey group,
      String query,
      Instant evaluatedAt,
      Instant windowStart,
      String roundId,
      List<String> covered,
      List<Absent> absent,
      List<CohortBaseline> baselineVersions,
      List<String> openFindings,
      List<Ranked> ranked,
      int overflow) {
    this(
        group,
        query,
        evaluatedAt,
        windowStart,
        roundId,
        covered,
        absent,
        baselineVersions,
        openFindings,
        ranked,
        overflow,
        Learnt.NOTHING);
  }

  /** An instance that could not be judged, and why. */
  public record Absent(String instanceId, String reason) {}

  /** A baseline that took part. */
  public record CohortBaseline(String cohort, int version, Instant takenAt) {}

  /**
   * An instance with what speaks against it in this query: the best score and the number of
   * findings.
   */
  public record Ranked(String instanceId, double score, int findings) {}

  /**
   * The columns in which the peers agree on no value.
   *
   * @param version hex; the same for the same set of columns that were left out, in every run;
   *     empty when none was
   * @param columns sorted by name
   */
  public record Learnt(String version, List<LearntColumn> columns) {
    public static final Learnt NOTHING = new Learnt("", List.of());
  }

  /**
   * A column that was left out of the comparison of some things, or would have been.
   *
   * @param share mean over the things of {@code (values - 1) / (hosts - 1)}: 0 when all peers show
   *     the same, 1 when every one shows something else
   * @param things of how many things it was left out
   * @param of how many things have it and are shown by three hosts or more
   * @param kept whether configuration forbids leaving it out, so that it was compared all the same
   */
  public record LearntColumn(String column, double share, int things, int of, boolean kept) {}
}
