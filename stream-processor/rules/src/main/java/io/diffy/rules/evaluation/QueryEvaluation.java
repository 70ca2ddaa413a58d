package io.diffy.rules.evaluation;

import io.diffy.rules.detection.CohortDifference;
import io.diffy.rules.detection.Deviation;
import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.rules.evaluation.CoverageGap.Problem;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.volatility.Volatility;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One group and query judged at one time, with everything that the life of its findings needs.
 *
 * @param group the group
 * @param query the query
 * @param at end of the window, or when the round closed
 * @param windowStart exclusive
 * @param roundId empty for a scheduled window
 * @param incidentId what the round is for; empty when not said
 * @param covered who was judged, sorted
 * @param absentees who was not, or with a remark, sorted
 * @param terminated instances that are taken to be gone for good
 * @param references the baselines used
 * @param found the deviations with their evidence
 * @param whispers deviations that are not worth a finding, but keep one open
 * @param separated what separates along image, launch version or instance type
 * @param overflow deviations that were counted but not reported
 * @param history of the group in this query, with this judgement in it
 * @param learnt which columns were not compared
 * @param holdings what the judged instances have, to say why a finding ends
 */
public record QueryEvaluation(
    GroupKey group,
    String query,
    Instant at,
    Instant windowStart,
    String roundId,
    String incidentId,
    List<HostItems> covered,
    List<CoverageGap> absentees,
    Set<String> terminated,
    List<BaselineItems> references,
    List<Found> found,
    List<Found> whispers,
    List<Separated> separated,
    int overflow,
    NoveltyHistory history,
    Volatility learnt,
    ItemPresence holdings) {

  /** Whether any instance answered inside the window, well or badly. */
  public boolean anyAnswered() {
    return !covered.isEmpty()
        || absentees.stream()
            .anyMatch(a -> a.problem() != Problem.SILENT && a.problem() != Problem.NO_ANSWER);
  }

  /**
   * A deviation with the texts that a person and a uid need.
   *
   * @param deviation what the rules say
   * @param name hex name of the thing or item, the same in every run
   * @param identity fingerprint of the thing when the whole thing is odd, otherwise 0
   * @param row the raw row that shows it
   * @param previous for changed: the peers' row
   * @param differing for changed: the compared columns in which the two rows differ
   * @param masked columns of the thing that were learnt to be volatile, and not compared
   */
  public record Found(
      Deviation deviation,
      String name,
      long identity,
      Map<String, String> row,
      Map<String, String> previous,
      List<String> differing,
      List<String> masked) {}

  /**
   * What separates some cohorts from the others, with rows that a person needs.
   *
   * @param separation what the rules say
   * @param examples a few of the things
   */
  public record Separated(CohortDifference separation, List<Example> examples) {}
}
