package io.diffy.continuous;

import io.diffy.agent.collect.Outgoing;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.ondemand.CollectedAnswers;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginRegistry;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One run of one group: ask its instances the queries of one interval, publish what came of it.
 * Whoever was asked and gave nothing is published with the reason.
 */
final class GroupRun {
  private final GroupPlan plan;
  private final Timetable.Slot slot;
  private final GroupRunner asking;
  private final PluginContexts contexts;
  private final ObservationPublisher publisher;
  private final Clock clock;

  /**
   * A run that has not begun.
   *
   * @param plugins nobody else asks them meanwhile
   * @param contexts carry whether to stop
   */
  GroupRun(
      GroupPlan plan,
      Timetable.Slot slot,
      PluginRegistry plugins,
      PluginContexts contexts,
      ObservationPublisher publisher,
      Clock clock) {
    this.plan = plan;
    this.slot = slot;
    this.asking =
        new GroupRunner(
            plan, RunId.of(plan.name(), slot), UnaryOperator.identity(), plugins, contexts);
    this.contexts = contexts;
    this.publisher = publisher;
    this.clock = clock;
  }

  /** Runs it. What goes wrong is in the result. */
  RunResult run(Pack queries) throws InterruptedException {
    Instant begun = clock.instant();
    try {
      return publish(asking.ask(queries), begun);
    } catch (CommandFailure e) {
      return new RunResult(Map.of(), 0, 0, since(begun), contexts.stop().asked(), e.getMessage());
    }
  }

  private RunResult publish(GroupRunner.Asked asked, Instant begun) throws InterruptedException {
    Map<InstanceOutcome, Integer> outcomes = new EnumMap<>(InstanceOutcome.class);
    asked.results().forEach(result -> outcomes.merge(result.outcome(), 1, Integer::sum));
    CapturedAnswers answers =
        CollectedAnswers.of(
            asked.results(),
            asked.queries(),
            new CollectedAnswers.Run(RunId.of(plan.name(), slot), plan.target(), ""),
            clock.instant());
    long rows = 0;
    long lost = 0;
    for (Observation answer : answers.newest()) {
      rows += answer.rows().size();
      for (Observation part : Outgoing.of(answer.withInterval(slot.intervalSeconds()))) {
        lost += publisher.publish(part) ? 0 : 1;
      }
    }
    return new RunResult(outcomes, rows, lost, since(begun), asked.stopped(), asked.failure());
  }

  private Duration since(Instant begun) {
    return Duration.between(begun, clock.instant());
  }
}
