package io.diffy.ondemand;

import io.diffy.plugin.AnalysisPlugin;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Observation;
import io.diffy.view.OpenFindings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The shipped rules as an analysis plugin sees them. Of the round it gives what was found; what
 * else a plugin asks is judged aside, and kept nowhere.
 *
 * @param answers of the round
 * @param found by the round
 * @param aside judges against baselines, and keeps nothing
 */
public record RoundJudge(
    CapturedAnswers answers,
    List<Baseline> baselines,
    List<Finding> found,
    Function<List<Baseline>, IsolatedRounds> aside,
    Clock clock)
    implements AnalysisPlugin.Judge {

  @Override
  public List<Finding> findings(List<Observation> some, List<Baseline> against) {
    if (against.equals(baselines) && areAll(some)) {
      return found;
    }
    List<Finding> open = new ArrayList<>();
    try (IsolatedRounds rounds = aside.apply(against)) {
      CapturedAnswers.byGroup(some)
          .forEach((group, of) -> open.addAll(rounds.judge(group, of, clock.instant()).open()));
    }
    open.sort(OpenFindings.RANK);
    return List.copyOf(open);
  }

  /** The same objects: to compare what they say would cost as much as to judge it. */
  private boolean areAll(List<Observation> some) {
    Set<Observation> given = Collections.newSetFromMap(new IdentityHashMap<>());
    given.addAll(some);
    return given.size() == answers.newest().size()
        && answers.newest().stream().allMatch(given::contains);
  }
}
