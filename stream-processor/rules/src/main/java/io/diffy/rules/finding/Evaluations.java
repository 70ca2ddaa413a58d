package io.diffy.rules.finding;

import io.diffy.rules.detection.Deviation;
import io.diffy.rules.evaluation.DeviationEvidence;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Hidden;
import io.diffy.schemas.Evaluation.Hosts;
import io.diffy.schemas.Evaluation.Open;
import io.diffy.schemas.Evaluation.Window;
import io.diffy.schemas.Finding;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.Instance;
import io.diffy.schemas.SetAside;
import io.diffy.schemas.SetAside.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sums up one evaluation of a query. */
public final class Evaluations {
  private Evaluations() {}

  /**
   * What came of it.
   *
   * @param hidden what people accepted of it
   * @param visits what comes and goes
   */
  public static Evaluation of(
      QueryEvaluation evaluation,
      Collection<FindingState> states,
      List<Hidden> hidden,
      VisitRule visits) {
    List<Finding> open =
        states.stream().filter(FindingState::open).map(FindingState::finding).toList();
    return new Evaluation(
        evaluation.group(),
        evaluation.query(),
        new Window(evaluation.at(), evaluation.window().start(), evaluation.window().roundId()),
        hosts(evaluation),
        evaluation.references().stream()
            .sorted(Comparator.comparing(BaselineItems::cohort))
            .map(r -> new Evaluation.CohortBaseline(r.cohort().label(), r.version(), r.takenAt()))
            .toList(),
        new Open(
            open.stream().map(Finding::uid).sorted().toList(),
            ranked(open),
            evaluation.outcome().overflow(),
            hidden,
            setAside(evaluation, open)),
        visits.with(LearntColumns.of(evaluation.learnt())));
  }

  /** What is odd but not enough for a finding; not where it keeps one open. */
  private static List<SetAside> setAside(QueryEvaluation evaluation, List<Finding> open) {
    Set<String> told = open.stream().map(Finding::uid).collect(Collectors.toSet());
    SetAsideRows aside = evaluation.outcome().aside().copy();
    for (DeviationEvidence below : evaluation.outcome().belowThreshold()) {
      Deviation deviation = below.deviation();
      String uid =
          FindingUid.of(evaluation.group(), evaluation.query(), deviation.kind(), below.name());
      if (!told.contains(uid) && !deviation.breakdown().ofOwnRows()) {
        // What is worth a look stands there only because its hosts have just started.
        Reason why = deviation.worthALook() ? Reason.STARTING : Reason.NOISE;
        deviation.hostIds().forEach(id -> aside.add(why, id, deviation.subject()));
      }
    }
    return aside.entries(evaluation.hosts().rows()::example);
  }

  private static Hosts hosts(QueryEvaluation evaluation) {
    return new Hosts(
        evaluation.covered().stream().map(HostItems::instanceId).sorted().toList(),
        evaluation.hosts().gaps().stream()
            .filter(gap -> gap.reason().absent())
            .map(
                gap ->
                    new Evaluation.Absent(
                        gap.instance().instanceId(), gap.reason().word() + ": " + gap.detail()))
            .toList());
  }

  private static List<Evaluation.Ranked> ranked(List<Finding> open) {
    Map<String, Evaluation.Ranked> byInstance = new TreeMap<>();
    for (Finding finding : open) {
      if (finding.kind().isDeviation()) {
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
