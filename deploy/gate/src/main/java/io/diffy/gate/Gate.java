package io.diffy.gate;

import io.diffy.ondemand.CapturedAnswers;
import io.diffy.ondemand.IsolatedRounds;
import io.diffy.ondemand.OnDemandRound;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares fresh instances with the baseline of the version before, group by group.
 *
 * @param rules what is judged by
 */
public record Gate(DiffyConfig rules, Clock clock, GatePolicy policy) {
  /**
   * The verdict on each group that answered, in the order of their names. Throws when there is no
   * baseline of one of them.
   *
   * @param answers of fresh instances alone
   * @param against launch version of the baselines; empty: see {@link BaselineChoice#of}
   * @param incidentId what it is for; empty when not said
   */
  public List<GateVerdict> judge(
      CapturedAnswers answers,
      GateContext known,
      Optional<String> against,
      String incidentId,
      Progress progress) {
    CapturedAnswers fresh = MissingAnswers.filled(answers);
    Map<GroupKey, BaselineChoice.Chosen> chosen = new TreeMap<>();
    fresh
        .byGroup()
        .forEach((group, of) -> chosen.put(group, choose(group, instances(of), known, against)));
    List<Baseline> fitted = chosen.values().stream().flatMap(c -> c.fitted().stream()).toList();
    progress.step("judging the fresh instances");
    List<GateVerdict> verdicts = new ArrayList<>();
    try (IsolatedRounds rounds =
        new IsolatedRounds(rules, fitted, known.exceptions(), incidentId)) {
      IsolatedEvaluation evaluation = new IsolatedEvaluation(rounds, clock);
      fresh
          .byGroup()
          .forEach(
              (group, of) ->
                  verdicts.add(
                      verdict(group, instances(of), chosen.get(group), evaluation.of(group, of))));
    }
    return verdicts;
  }

  private GateVerdict verdict(
      GroupKey group,
      List<Instance> fresh,
      BaselineChoice.Chosen chosen,
      OnDemandRound.Outcome outcome) {
    return GateVerdict.of(group, fresh, chosen, outcome.evaluations(), outcome.open(), policy);
  }

  private static BaselineChoice.Chosen choose(
      GroupKey group, List<Instance> fresh, GateContext known, Optional<String> against) {
    List<Baseline> ofGroup =
        known.baselines().stream().filter(b -> b.group().equals(group)).toList();
    return BaselineChoice.of(fresh, ofGroup, against)
        .orElseThrow(() -> none(group, ofGroup, against));
  }

  private static CommandFailure none(
      GroupKey group, List<Baseline> ofGroup, Optional<String> against) {
    if (ofGroup.isEmpty()) {
      return new CommandFailure(
          "there is no baseline of %s to compare with; take one of clean instances of the version before: diffy new baseline %s"
              .formatted(group, group));
    }
    String versions =
        ofGroup.stream()
            .map(BaselineChoice::versionOf)
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .map(version -> version.isEmpty() ? "(none)" : version)
            .collect(Collectors.joining(", "));
    return new CommandFailure(
        "there is no baseline of launch version %s of %s, but of: %s"
            .formatted(against.orElse(""), group, versions));
  }

  private static List<Instance> instances(Collection<Observation> answers) {
    Map<String, Instance> byId = new TreeMap<>();
    answers.forEach(o -> byId.put(o.instance().instanceId(), o.instance()));
    return List.copyOf(byId.values());
  }
}
