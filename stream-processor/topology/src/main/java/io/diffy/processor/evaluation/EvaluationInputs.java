package io.diffy.processor.evaluation;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.evaluation.state.BaselineStore;
import io.diffy.processor.evaluation.state.NoveltyHistoryStore;
import io.diffy.processor.evaluation.state.SnapshotStore;
import io.diffy.processor.exceptions.ExceptionStore;
import io.diffy.rules.evaluation.CoverageGap;
import io.diffy.rules.evaluation.CrossQueryCorroboration;
import io.diffy.rules.evaluation.EvaluationContext;
import io.diffy.rules.evaluation.EvaluationWindow;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.evaluation.QueryEvaluator;
import io.diffy.rules.item.HostFacts;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.state.SnapshotHistory;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.time.HopRule;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** Picks the answers that count at one time, says why the others don't, and has them compared. */
final class EvaluationInputs {
  private final DiffyConfig config;
  private final SnapshotStore answers;
  private final BaselineStore baselines;
  private final NoveltyHistoryStore histories;
  private final ExceptionStore exceptions;

  EvaluationInputs(
      DiffyConfig config,
      SnapshotStore answers,
      BaselineStore baselines,
      NoveltyHistoryStore histories,
      ExceptionStore exceptions) {
    this.config = config;
    this.answers = answers;
    this.baselines = baselines;
    this.histories = histories;
    this.exceptions = exceptions;
  }

  /**
   * The newest answer of each instance inside the window that ends at {@code end}.
   *
   * @param queries all queries of the group
   */
  QueryEvaluation window(
      GroupKey group, String query, Instant end, HopRule hops, Collection<String> queries) {
    Predicate<SnapshotVersion> counts =
        v -> !v.from().isAfter(end) && hops.covers(end, v.eventTime());
    List<SnapshotVersion> newest = new ArrayList<>();
    List<CoverageGap> gaps = new ArrayList<>();
    Set<String> terminated = new TreeSet<>();
    Instant forgotten = end.minus(hops.forgetAfter());
    for (Map.Entry<String, SnapshotHistory> entry : answers.logs(group, query).entrySet()) {
      Optional<SnapshotVersion> version = entry.getValue().newest(counts);
      Optional<SnapshotVersion> last =
          entry.getValue().newest(v -> v.roundId().isEmpty() && !v.from().isAfter(end));
      if (version.isPresent()) {
        newest.add(version.get());
      } else if (last.isPresent() && last.get().from().isAfter(forgotten)) {
        gaps.add(CoverageGap.silent(last.get()));
      } else if (last.isPresent()) {
        terminated.add(entry.getKey());
        answers.forget(group, query, entry.getKey());
      }
    }
    QueryEvaluation evaluation =
        evaluate(
            new EvaluationContext(
                group,
                query,
                new EvaluationWindow(end, hops.start(end), Occasion.SCHEDULE),
                answers.facts(group, counts),
                exceptions.of(group, end)),
            corroboration(group, query, queries, counts),
            newest,
            gaps,
            terminated);
    answers.sweep(group, query);
    histories.keep(evaluation);
    return evaluation;
  }

  /** What the instances of an on-demand round answered to one of its queries. */
  QueryEvaluation round(Round round, String query, Instant at) {
    Map<String, SnapshotHistory> logs = answers.logs(round.group(), query);
    List<SnapshotVersion> newest = new ArrayList<>();
    List<CoverageGap> gaps = new ArrayList<>();
    for (String instanceId : round.expected()) {
      SnapshotHistory log = logs.getOrDefault(instanceId, SnapshotHistory.EMPTY);
      log.newest(v -> v.roundId().equals(round.roundId()))
          .ifPresentOrElse(
              newest::add, () -> gaps.add(CoverageGap.noAnswer(round, instanceId, log)));
    }
    Map<String, HostFacts> facts =
        answers.facts(round.group(), v -> v.roundId().equals(round.roundId()));
    QueryEvaluation evaluation =
        evaluate(
            new EvaluationContext(
                round.group(),
                query,
                new EvaluationWindow(
                    at, round.openedAt(), new Occasion(round.roundId(), round.incidentId())),
                facts,
                exceptions.of(round.group(), at)),
            corroboration(
                round.group(), query, round.queries(), v -> v.roundId().equals(round.roundId())),
            newest,
            gaps,
            Set.of());
    answers.sweep(round.group(), query);
    return evaluation;
  }

  private QueryEvaluation evaluate(
      EvaluationContext context,
      CrossQueryCorroboration corroboration,
      List<SnapshotVersion> newest,
      List<CoverageGap> gaps,
      Set<String> terminated) {
    QueryRules rules = config.rulesOf(context.query());
    List<SnapshotVersion> whole = new ArrayList<>();
    for (SnapshotVersion version : newest) {
      if (!version.time().clockTrusted()) {
        gaps.add(CoverageGap.clock(version));
      }
      if (version.coverage() != Coverage.OK) {
        gaps.add(CoverageGap.incomplete(version));
      } else if (!version.isWhole(rules.version())) {
        gaps.add(CoverageGap.stale(version));
      } else {
        whole.add(version);
      }
    }
    List<SnapshotVersion> newborn = whole.stream().filter(context::newborn).toList();
    // A group that is all new is compared as it is: its hosts are alike.
    if (newborn.size() < whole.size()) {
      whole.removeAll(newborn);
      newborn.forEach(
          v ->
              gaps.add(
                  CoverageGap.newborn(v, context.facts(v.instance().instanceId()).orElseThrow())));
    }
    // Instances that answer alike share one array, so that what looks at sets looks once.
    Map<Long, long[]> sets = new HashMap<>();
    List<HostItems> covered = whole.stream().map(v -> covered(context, v, sets)).toList();
    QueryEvaluator evaluator =
        new QueryEvaluator(
            context,
            corroboration,
            rules,
            covered,
            gaps,
            answers.items(context.group(), context.query()),
            baselines.of(context.group(), context.query(), rules));
    Function<HostItems, Optional<long[]>> previous =
        host ->
            answers.itemsBefore(
                context.group(),
                context.query(),
                host.instance().instanceId(),
                host.collectedAt(),
                rules.version());
    return evaluator.evaluate(terminated, histories.of(context.group(), context.query()), previous);
  }

  /** Upgrades change packages and files of some hosts before others: those support nothing. */
  private CrossQueryCorroboration corroboration(
      GroupKey group, String query, Collection<String> queries, Predicate<SnapshotVersion> counts) {
    List<String> others =
        queries.stream()
            .filter(other -> !other.equals(query) && !config.rulesOf(other).software())
            .sorted()
            .toList();
    return new CrossQueryCorroboration(
        config.rulesOf(query).software() ? List.of() : others,
        other -> answers.wholeAnswers(group, other, config.rulesOf(other).version(), counts));
  }

  private HostItems covered(
      EvaluationContext context, SnapshotVersion version, Map<Long, long[]> sets) {
    long[] items =
        sets.computeIfAbsent(
            version.set(), set -> answers.itemsOf(context.group(), context.query(), set));
    return new HostItems(version.instance(), version.eventTime(), items);
  }
}
