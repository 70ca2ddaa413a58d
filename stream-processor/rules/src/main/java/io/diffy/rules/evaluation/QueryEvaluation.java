package io.diffy.rules.evaluation;

import io.diffy.rules.detection.CohortDifference;
import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.rules.volatility.Volatility;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One group and query evaluated at one time, with everything that the life of its findings needs.
 *
 * @param group the group
 * @param query the query
 * @param window what for
 * @param hosts who took part
 * @param references the baselines used
 * @param outcome what came out
 * @param history of the group in this query, with this evaluation in it
 * @param learnt which columns were not compared
 */
public record QueryEvaluation(
    GroupKey group,
    String query,
    EvaluationWindow window,
    EvaluatedHosts hosts,
    List<BaselineItems> references,
    EvaluationOutcome outcome,
    NoveltyHistory history,
    Volatility learnt) {

  /**
   * Who took part, and who did not.
   *
   * @param covered who was compared, sorted
   * @param gaps who was not, or with a remark, sorted
   * @param terminated instances that are taken to be gone for good
   * @param presence what the compared instances have, to say why a finding ends
   * @param rows what items read like, to say what changed
   */
  public record EvaluatedHosts(
      List<HostItems> covered,
      List<CoverageGap> gaps,
      Set<String> terminated,
      ItemPresence presence,
      ItemRows rows) {}

  /**
   * What came out.
   *
   * @param found the deviations with their evidence
   * @param belowThreshold deviations that are not worth a finding, but keep one open
   * @param separations what separates along image, launch version or instance type
   * @param stories what other queries lead
   * @param overflow deviations that were counted but not reported
   * @param aside in what else hosts differ
   */
  public record EvaluationOutcome(
      List<DeviationEvidence> found,
      List<DeviationEvidence> belowThreshold,
      List<SeparationEvidence> separations,
      StoryLeads stories,
      int overflow,
      SetAsideRows aside) {}

  /**
   * What separates some cohorts from the others, with rows that a person needs.
   *
   * @param separation what the rules say
   * @param examples a few of the things
   */
  public record SeparationEvidence(CohortDifference separation, List<Example> examples) {}

  /** End of the window, or when the round closed. */
  public Instant at() {
    return window.end();
  }

  public List<HostItems> covered() {
    return hosts.covered();
  }

  /** Whether any instance answered inside the window, well or badly. */
  public boolean anyAnswered() {
    return !covered().isEmpty() || hosts.gaps().stream().anyMatch(gap -> gap.reason().answered());
  }
}
