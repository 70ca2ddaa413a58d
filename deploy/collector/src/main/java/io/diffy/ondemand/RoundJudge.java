package io.diffy.ondemand;

import io.diffy.cluster.Cluster;
import io.diffy.plugin.AnalysisPlugin;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.terminal.Progress;
import io.diffy.view.OpenFindings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The shipped rules as an analysis plugin sees them: a round on the cluster for each group. What it
 * judges is kept there, so it takes these answers or fewer of them, never others.
 */
public final class RoundJudge implements AnalysisPlugin.Judge {
  private final Cluster cluster;
  private final Clock clock;
  private final String incidentId;
  private final Runnable requireProcessor;
  private final Progress progress;
  private final List<Observation> answers;
  private final List<Baseline> baselines;
  private final OnDemandRound.Outcome outcome;

  /**
   * Judges all answers at once.
   *
   * @param baselines those that the cluster has
   * @param requireProcessor throws when it is known that no processor will answer
   */
  public RoundJudge(
      Cluster cluster,
      Clock clock,
      String incidentId,
      CapturedAnswers answers,
      List<Baseline> baselines,
      Runnable requireProcessor,
      Progress progress) {
    this.cluster = cluster;
    this.clock = clock;
    this.incidentId = incidentId;
    this.requireProcessor = requireProcessor;
    this.progress = progress;
    this.answers = answers.newest();
    this.baselines = baselines;
    outcome = judge(this.answers);
  }

  /** What the rules say of all answers. */
  public OnDemandRound.Outcome outcome() {
    return outcome;
  }

  @Override
  public List<Finding> findings(List<Observation> some, List<Baseline> against) {
    if (!against.equals(baselines)) {
      throw new PluginFailure(
          "the cluster judges against the baselines it has; give it those of the case");
    }
    Set<Observation> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.addAll(answers);
    if (!known.containsAll(some)) {
      throw new PluginFailure(
          "what is judged is kept; give it answers of the case, not made or changed ones");
    }
    known.removeAll(some);
    return known.isEmpty() ? outcome.open() : judge(some).open();
  }

  private OnDemandRound.Outcome judge(List<Observation> given) {
    Map<GroupKey, List<Observation>> groups = new TreeMap<>();
    given.forEach(o -> groups.computeIfAbsent(o.instance().group(), g -> new ArrayList<>()).add(o));
    List<Evaluation> evaluations = new ArrayList<>();
    List<Finding> open = new ArrayList<>();
    groups.forEach(
        (group, of) -> {
          OnDemandRound.Outcome one =
              new OnDemandRound(cluster, group, incidentId)
                  .judge(of, clock.instant(), requireProcessor, progress);
          evaluations.addAll(one.evaluations());
          open.addAll(one.open());
        });
    open.sort(OpenFindings.RANK);
    return new OnDemandRound.Outcome(List.copyOf(evaluations), List.copyOf(open));
  }
}
