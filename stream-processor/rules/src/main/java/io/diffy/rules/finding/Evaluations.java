package io.diffy.rules.finding;

import io.diffy.rules.evaluation.CoverageGap;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Hosts;
import io.diffy.schemas.Evaluation.Open;
import io.diffy.schemas.Evaluation.Window;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums up one judgement. */
public final class Evaluations {
  private Evaluations() {}

  public static Evaluation of(QueryEvaluation judgement, Collection<FindingState> states) {
    List<Finding> open =
        states.stream().filter(FindingState::open).map(FindingState::finding).toList();
    return new Evaluation(
        judgement.group(),
        judgement.query(),
        new Window(judgement.at(), judgement.windowStart(), judgement.roundId()),
        hosts(judgement),
        judgement.references().stream()
            .sorted(Comparator.comparing(BaselineItems::cohort))
            .map(r -> new Evaluation.CohortBaseline(r.cohort().label(), r.version(), r.takenAt()))
            .toList(),
        new Open(
            open.stream().map(Finding::uid).sorted().toList(), ranked(open), judgement.overflow()),
        LearntColumns.of(judgement.learnt()));
  }

  private static Hosts hosts(QueryEvaluation judgement) {
    return new Hosts(
        judgement.covered().stream().map(c -> c.instance().instanceId()).sorted().toList(),
        judgement.absentees().stream()
            .filter(a -> a.problem() != CoverageGap.Problem.CLOCK)
            .map(
                a ->
                    new Evaluation.Absent(
                        a.instance().instanceId(), a.problem().word() + ": " + a.detail()))
            .toList());
  }

  private static List<Evaluation.Ranked> ranked(List<Finding> open) {
    Map<String, Evaluation.Ranked> byInstance = new TreeMap<>();
    for (Finding finding : open) {
      if (finding.kind() != Kind.COVERAGE && finding.kind() != Kind.DRIFT) {
        for (Instance instance : finding.instances()) {
          byInstance.merge(
              instance.instanceId(),
              new Evaluation.Ranked(instance.instanceId(), finding.score(), 1),
              (a, b) ->
                  new Evaluation.Ranked(
                      a.instanceId(), Math.max(a.score(), b.score()), a.findings() + b.findings()));
        }
      }
    }
    List<Evaluation.Ranked> ranked = new ArrayList<>(byInstance.values());
    ranked.sort(
        Comparator.comparingDouble(Evaluation.Ranked::score)
            .reversed()
            .thenComparing(Evaluation.Ranked::instanceId));
    return ranked;
  }
}
