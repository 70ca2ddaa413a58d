package io.diffy.gate;

import io.diffy.baseline.IntruderTables;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.ondemand.IsolatedRounds;
import io.diffy.ondemand.OnDemandRound;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Progress;
import io.diffy.view.OpenFindings;
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
   * What is known before anything fresh is looked at.
   *
   * @param baselines of clean instances
   * @param exceptions what people accepted
   */
  public record Known(List<Baseline> baselines, List<ExceptionRule> exceptions) {}

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
      Known known,
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
      fresh
          .byGroup()
          .forEach(
              (group, of) -> {
                OnDemandRound.Outcome outcome = evaluate(rounds, group, of);
                verdicts.add(
                    GateVerdict.of(
                        instances(of),
                        chosen.get(group),
                        outcome.evaluations(),
                        outcome.open(),
                        policy));
              });
    }
    return verdicts;
  }

  /**
   * What the rules say of the answers of a group, together and one by one. Apart from the live
   * cluster: there a deploy that nobody has approved yet would be among its peers.
   */
  private OnDemandRound.Outcome evaluate(
      IsolatedRounds rounds, GroupKey group, List<Observation> fresh) {
    OnDemandRound.Outcome all = rounds.judge(group, fresh, clock.instant());
    OpenFindings open = new OpenFindings();
    all.open().forEach(open::add);
    eachAlone(fresh, rules.policy().pack())
        .forEach(alone -> rounds.judge(group, alone, clock.instant()).open().forEach(open::add));
    return new OnDemandRound.Outcome(all.evaluations(), open.ranked(OpenFindings::isOpen));
  }

  /**
   * Where several fresh instances each have an oddity of their own, they are noise to each other
   * and mute it. An image that writes another crontab line on each host, or opens another port,
   * must not pass because three of it were asked and not one. So in some tables each instance is
   * judged alone, too.
   */
  private static List<List<Observation>> eachAlone(List<Observation> of, Pack pack) {
    Map<String, List<Observation>> byInstance = new TreeMap<>();
    of.stream()
        .filter(answer -> IntruderTables.is(answer.query(), pack))
        .forEach(
            answer ->
                byInstance
                    .computeIfAbsent(answer.instance().instanceId(), id -> new ArrayList<>())
                    .add(answer));
    return byInstance.size() < 2 ? List.of() : List.copyOf(byInstance.values());
  }

  private static BaselineChoice.Chosen choose(
      GroupKey group, List<Instance> fresh, Known known, Optional<String> against) {
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
              .formatted(group, Phrases.shell(group.toString())));
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
