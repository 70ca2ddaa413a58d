package io.diffy.schemas;

import io.diffy.schemas.ScoreBreakdown.Visits;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The summary of judging one group and query at one time.
 *
 * @param window the time judged
 * @param hosts who could be judged
 * @param baselineVersions the baselines used, by cohort label; empty without a baseline
 * @param learnt what the peers showed to be volatile
 */
public record Evaluation(
    GroupKey group,
    String query,
    Window window,
    Hosts hosts,
    List<CohortBaseline> baselineVersions,
    Open open,
    Learnt learnt) {

  /**
   * The time judged.
   *
   * @param evaluatedAt its end, or the time the round closed
   * @param windowStart its start, exclusive
   * @param roundId the on-demand round; empty for a scheduled window
   */
  public record Window(Instant evaluatedAt, Instant windowStart, String roundId) {}

  /**
   * Who could be judged.
   *
   * @param covered instances whose answer counted, sorted
   * @param absent instances whose answer did not count, sorted by id, each with the reason
   */
  public record Hosts(List<String> covered, List<Absent> absent) {}

  /** An instance that could not be judged, and why. */
  public record Absent(String instanceId, String reason) {}

  /** A baseline that took part. */
  public record CohortBaseline(String cohort, int version, Instant takenAt) {}

  /**
   * What is open now.
   *
   * @param findings uids of the findings of this group and query, sorted
   * @param ranked the instances with open findings, highest score first
   * @param overflow deviations that were counted but not reported, beyond the bound per host
   * @param hidden what would be open too if nobody had accepted it
   * @param setAside in what else hosts differ, one entry for each reason why it is no finding
   */
  public record Open(
      List<String> findings,
      List<Ranked> ranked,
      int overflow,
      List<Hidden> hidden,
      List<SetAside> setAside) {
    public static final Open NOTHING = new Open(List.of(), List.of(), 0);

    /** Nothing is accepted or set aside. */
    public Open(List<String> findings, List<Ranked> ranked, int overflow) {
      this(findings, ranked, overflow, List.of(), List.of());
    }
  }

  /**
   * A finding that exceptions keep from sight on some hosts.
   *
   * @param itemUid names it whatever the group
   * @param hosts on how many
   * @param instances which, sorted; the first of many
   */
  public record Hidden(String findingUid, String itemUid, int hosts, List<String> instances) {}

  /**
   * An instance with what speaks against it in this query: the best score and the number of
   * findings.
   */
  public record Ranked(String instanceId, double score, int findings) {}

  /**
   * What the peers taught.
   *
   * @param version hex; the same for the same set of columns that were left out, in every run;
   *     empty when none was
   * @param columns in which the peers agree on no value, sorted by name
   * @param passing what is known to come and go; the first of many
   * @param passingLeftOut how many items that came there was no room to remember
   */
  public record Learnt(
      String version, List<LearntColumn> columns, List<Passing> passing, int passingLeftOut) {
    public static final Learnt NOTHING = new Learnt("", List.of());

    /** Of columns only. */
    public Learnt(String version, List<LearntColumn> columns) {
      this(version, columns, List.of(), 0);
    }
  }

  /** Something that comes and goes, as one of the hosts showed it. */
  public record Passing(Map<String, String> example, Visits visits) {}

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

  public Instant evaluatedAt() {
    return window.evaluatedAt();
  }

  public Instant windowStart() {
    return window.windowStart();
  }

  public String roundId() {
    return window.roundId();
  }

  public List<String> covered() {
    return hosts.covered();
  }

  public List<Absent> absent() {
    return hosts.absent();
  }
}
