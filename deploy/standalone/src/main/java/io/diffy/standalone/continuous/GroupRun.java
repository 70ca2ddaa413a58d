package io.diffy.standalone.continuous;

import io.diffy.agent.collect.Outgoing;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Outcome;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.standalone.CommandFailure;
import io.diffy.standalone.observe.Answers;
import io.diffy.standalone.observe.CollectedAnswers;
import io.diffy.standalone.plugin.PluginCalls;
import io.diffy.standalone.plugin.PluginContexts;
import io.diffy.standalone.plugin.PluginRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One run of one group: find its instances, ask them the queries of one interval, publish what came
 * of it. Whoever was asked and gave nothing is published with the reason.
 */
final class GroupRun {
  private final GroupPlan plan;
  private final Timetable.Slot slot;
  private final Pack queries;
  private final String runId;
  private final TargetPlugin target;
  private final PayloadPlugin payload;
  private final CollectionPlugin collection;
  private final PluginContexts contexts;
  private final PluginContext.Stop stop;
  private final ObservationPublisher publisher;
  private final Clock clock;

  /**
   * A run that has not begun.
   *
   * @param queries of the slot's interval
   * @param plugins nobody else asks them meanwhile
   * @param contexts carry {@code stop}
   */
  GroupRun(
      GroupPlan plan,
      Timetable.Slot slot,
      Pack queries,
      PluginRegistry plugins,
      PluginContexts contexts,
      PluginContext.Stop stop,
      ObservationPublisher publisher,
      Clock clock) {
    this.plan = plan;
    this.slot = slot;
    this.queries = queries;
    this.runId = RunId.of(plan.name(), slot);
    this.target = plugins.choose(TargetPlugin.class, plan.target());
    this.payload = plugins.choose(PayloadPlugin.class, plan.payload());
    this.collection = plugins.choose(CollectionPlugin.class, plan.collection());
    this.contexts = contexts;
    this.stop = stop;
    this.publisher = publisher;
    this.clock = clock;
  }

  /** Runs it. What goes wrong is in the result. */
  RunResult run() throws InterruptedException {
    Instant begun = clock.instant();
    List<Target> targets;
    Payload made;
    try {
      targets = find();
      made =
          PluginCalls.call(
              payload,
              () ->
                  payload.make(
                      new PayloadPlugin.Order(queries, runId, ""), contexts.of(payload.info())));
    } catch (CommandFailure e) {
      return new RunResult(Map.of(), 0, 0, since(begun), stop.asked(), e.getMessage());
    }
    String failure = "";
    List<InstanceResult> results;
    try {
      results = collect(targets, made);
    } catch (CommandFailure e) {
      failure = e.getMessage();
      results = nobody(targets, failure);
    }
    boolean stopped = stop.asked();
    if (stopped) {
      // That others were not asked to the end says nothing about them.
      results =
          results.stream()
              .filter(r -> r.outcome() == Outcome.SUCCESS || r.outcome() == Outcome.SKIPPED)
              .toList();
    }
    return publish(results, made.queries(), begun, stopped, failure);
  }

  private List<Target> find() {
    return PluginCalls.call(target, () -> target.find(plan.query(), contexts.of(target.info())));
  }

  private List<InstanceResult> collect(List<Target> targets, Payload made) {
    String slug = collection.info().slug();
    if (targets.stream().noneMatch(Target::collectable)) {
      return CollectedAnswers.oneEach(targets, slug, List.of());
    }
    CollectionPlugin.Order order =
        new CollectionPlugin.Order(runId, "", targets, made, plan.patience(), this::find);
    return CollectedAnswers.oneEach(
        targets,
        slug,
        PluginCalls.call(
            collection,
            () -> collection.collect(order, new Silent(), contexts.of(collection.info()))));
  }

  private static List<InstanceResult> nobody(List<Target> targets, String why) {
    return targets.stream()
        .map(
            t ->
                t.collectable()
                    ? InstanceResult.without(t, Outcome.UNDELIVERABLE, why)
                    : InstanceResult.without(t, Outcome.SKIPPED, t.skipped()))
        .toList();
  }

  private RunResult publish(
      List<InstanceResult> results,
      List<String> names,
      Instant begun,
      boolean stopped,
      String failure)
      throws InterruptedException {
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    results.forEach(result -> outcomes.merge(result.outcome(), 1, Integer::sum));
    String source = target.info().slug() + " " + plan.key();
    Answers answers =
        CollectedAnswers.of(
            results, names, new CollectedAnswers.Run(runId, source, ""), clock.instant());
    long rows = 0;
    long lost = 0;
    for (Observation answer : answers.newest()) {
      rows += answer.rows().size();
      for (Observation part : Outgoing.of(answer.withInterval(slot.intervalSeconds()))) {
        lost += publisher.publish(part) ? 0 : 1;
      }
    }
    return new RunResult(outcomes, rows, lost, since(begun), stopped, failure);
  }

  private Duration since(Instant begun) {
    return Duration.between(begun, clock.instant());
  }

  /** Nobody waits at a screen. */
  private static final class Silent implements CollectionPlugin.Listener {
    @Override
    public void done(InstanceResult result) {}

    @Override
    public void progress(int done, int asked) {}
  }
}
