package io.diffy.processor.evaluation;

import io.diffy.processor.config.EvaluationPolicy;
import io.diffy.processor.evaluation.Moment.AskedQueries;
import io.diffy.processor.evaluation.state.BaselineStore;
import io.diffy.processor.evaluation.state.ItemStore;
import io.diffy.processor.evaluation.state.NoveltyHistoryStore;
import io.diffy.processor.evaluation.state.SnapshotStore;
import io.diffy.rules.evaluation.CrossQueryCorroboration;
import io.diffy.rules.evaluation.EvaluationContext;
import io.diffy.rules.evaluation.EvaluationWindow;
import io.diffy.rules.evaluation.ExactTexts;
import io.diffy.rules.evaluation.LeftOutRows;
import io.diffy.rules.evaluation.Listeners;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.evaluation.QueryEvaluator;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.rules.state.ItemSet;
import io.diffy.rules.state.KnownItem;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.time.HopRule;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.SetAside.Reason;
import io.diffy.schemas.pack.TableTrait;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** Evaluates one query of a group: gathers what the rules need, and keeps what comes of it. */
final class Evaluator {
  private final EvaluationPolicy policy;
  private final SnapshotStore snapshots;
  private final ItemStore items;
  private final BaselineStore baselines;
  private final NoveltyHistoryStore histories;

  Evaluator(
      EvaluationPolicy policy,
      SnapshotStore snapshots,
      ItemStore items,
      BaselineStore baselines,
      NoveltyHistoryStore histories) {
    this.policy = policy;
    this.snapshots = snapshots;
    this.items = items;
    this.baselines = baselines;
    this.histories = histories;
  }

  /** The window of a query that ends at this moment. */
  QueryEvaluation window(Moment moment, String query, HopRule hops) {
    GroupKey group = moment.group();
    EvaluationInputs inputs = EvaluationInputs.select(snapshots, group, query, moment.at(), hops);
    inputs.terminated().forEach(instanceId -> snapshots.forget(group, query, instanceId));
    Predicate<SnapshotVersion> counts = EvaluationInputs.window(moment.at(), hops);
    EvaluationContext context =
        new EvaluationContext(
            group,
            query,
            new EvaluationWindow(moment.at(), hops.start(moment.at()), Occasion.SCHEDULE),
            moment.facts(hops.interval(), () -> snapshots.facts(group, counts)),
            moment.stories(),
            moment.accepted(),
            new SetAsideRows());
    QueryEvaluation evaluation =
        evaluate(
            context,
            inputs,
            corroboration(moment, query, hops.interval(), counts),
            listeners(group, moment.queries(), counts));
    histories.keep(evaluation);
    return evaluation;
  }

  /** One query of a round that closes at this moment. */
  QueryEvaluation round(Moment moment, Round round, String query) {
    GroupKey group = moment.group();
    Predicate<SnapshotVersion> counts = EvaluationInputs.of(round);
    EvaluationContext context =
        new EvaluationContext(
            group,
            query,
            new EvaluationWindow(
                moment.at(), round.openedAt(), new Occasion(round.roundId(), round.incidentId())),
            moment.facts(Duration.ZERO, () -> snapshots.facts(group, counts)),
            moment.stories(),
            moment.accepted(),
            new SetAsideRows());
    return evaluate(
        context,
        EvaluationInputs.select(snapshots, round, query),
        corroboration(moment, query, Duration.ZERO, counts),
        listeners(group, moment.queries(), counts));
  }

  private QueryEvaluation evaluate(
      EvaluationContext context,
      EvaluationInputs selected,
      CrossQueryCorroboration corroboration,
      Listeners listeners) {
    GroupKey group = context.group();
    String query = context.query();
    QueryRules rules = policy.rulesOf(query);
    EvaluationInputs inputs = selected.comparable(rules, context);
    // Instances that answer alike share one array, so that what looks at sets looks once.
    Map<Long, ItemSet> sets = new HashMap<>();
    Map<LongBuffer, long[]> same = new HashMap<>();
    Map<String, SortedMap<Long, Reason>> leftOut = new HashMap<>();
    List<HostItems> answered = new ArrayList<>();
    for (SnapshotVersion v : inputs.answers()) {
      ItemSet set = sets.computeIfAbsent(v.set(), name -> items.set(group, query, name));
      long[] shared = same.computeIfAbsent(LongBuffer.wrap(set.items()), LongBuffer::array);
      answered.add(new HostItems(v.instance(), v.eventTime(), shared));
      if (!set.leftOut().isEmpty()) {
        leftOut.put(v.instance().instanceId(), set.leftOut());
      }
    }
    // What a cut answer shows is there; of what comes and goes its other half may say why.
    int version = rules.version();
    boolean showsSome = !rules.traits().contains(TableTrait.MOMENTARY);
    List<HostItems> cut =
        selected.answers().stream()
            .filter(v -> showsSome && v.showsSome(version))
            .map(
                v ->
                    new HostItems(
                        v.instance(), v.eventTime(), items.set(group, query, v.set()).items()))
            .toList();
    Map<Long, byte[]> known = items.of(group, query);
    List<HostItems> covered =
        new LeftOutRows(
                leftOut, known, host -> snapshots.leftOutBefore(group, query, host, version))
            .decided(answered, context.aside());
    Function<HostItems, Optional<long[]>> previous =
        host ->
            snapshots.itemsBefore(
                group, query, host.instance().instanceId(), host.collectedAt(), version);
    QueryEvaluation evaluation =
        new QueryEvaluator(
                context,
                corroboration,
                rules,
                listeners.withoutCalls(covered, known, context.aside()),
                cut,
                inputs.gaps(),
                known,
                baselines.of(group, query, rules))
            .evaluate(inputs.terminated(), histories.of(group, query), previous);
    items.sweep(group, query, inputs.sets());
    return evaluation;
  }

  /** Sorts the queries of a moment, once for all that end with it. */
  AskedQueries asked(Collection<String> queries) {
    List<String> supporting = new ArrayList<>();
    List<String> listening = new ArrayList<>();
    for (String query : new TreeSet<>(queries)) {
      QueryRules rules = policy.rulesOf(query);
      if (!rules.software()) {
        supporting.add(query);
      }
      if (rules.traits().contains(TableTrait.LISTENING)) {
        listening.add(query);
      }
    }
    return new AskedQueries(supporting, listening);
  }

  private Listeners listeners(
      GroupKey group, AskedQueries asked, Predicate<SnapshotVersion> counts) {
    return new Listeners(
        asked.listening(),
        query -> snapshots.wholeAnswers(group, query, policy.rulesOf(query).version(), counts),
        query -> {
          Map<Long, byte[]> stored = items.of(group, query);
          return item -> KnownItem.decode(stored.get(item)).rowFrom(Set.of());
        });
  }

  private CrossQueryCorroboration corroboration(
      Moment moment, String query, Duration interval, Predicate<SnapshotVersion> counts) {
    GroupKey group = moment.group();
    return new CrossQueryCorroboration(
        policy.rulesOf(query).software() ? List.of() : moment.queries().supporting(),
        other ->
            other.equals(query)
                ? Map.of()
                : moment.masked(
                    interval,
                    other,
                    () ->
                        ExactTexts.masked(
                            snapshots.wholeAnswers(
                                group, other, policy.rulesOf(other).version(), counts),
                            items.of(group, other))));
  }
}
