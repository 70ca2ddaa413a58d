package io.diffy.continuous;

import io.diffy.agent.collect.Outgoing;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.ondemand.GroupPlugins;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * One run of one group: ask its instances the queries of one interval, publish what came of it.
 * Whoever was asked and gave nothing is published with the reason.
 *
 * @param plugins nobody else asks them meanwhile; their contexts carry whether to stop
 */
record GroupRun(
    GroupPlan plan,
    Timetable.Slot slot,
    GroupPlugins plugins,
    ObservationPublisher publisher,
    Clock clock) {

  /** Runs it. What goes wrong is in the result. */
  RunResult run(Pack queries) throws InterruptedException {
    Instant begun = clock.instant();
    String runId = slot.runId(plan.name());
    try {
      GroupRunner.Asked asked =
          new GroupRunner(plan, runId, UnaryOperator.identity(), plugins).ask(queries);
      return publish(asked, asked.answers(runId, plan.target(), clock.instant()), begun);
    } catch (CommandFailure e) {
      boolean stopped = plugins.contexts().stop().asked();
      return new RunResult(Map.of(), new TreeMap<>(), 0, 0, since(begun), stopped, e.getMessage());
    }
  }

  private RunResult publish(GroupRunner.Asked asked, CapturedAnswers answers, Instant begun)
      throws InterruptedException {
    Map<InstanceOutcome, Integer> outcomes = new EnumMap<>(InstanceOutcome.class);
    SortedMap<String, List<String>> left = new TreeMap<>();
    for (InstanceResult result : asked.results()) {
      outcomes.merge(result.outcome(), 1, Integer::sum);
      if (result.outcome() == InstanceOutcome.SKIPPED && result.target().collectable()) {
        left.computeIfAbsent(result.reason(), any -> new ArrayList<>()).add(result.instanceId());
      }
    }
    long rows = 0;
    long lost = 0;
    for (Observation answer : answers.newest()) {
      rows += answer.rows().size();
      for (Observation part : Outgoing.of(answer.withInterval(slot.intervalSeconds()))) {
        lost += publisher.publish(part) ? 0 : 1;
      }
    }
    return new RunResult(outcomes, left, rows, lost, since(begun), asked.stopped(), asked.failure());
  }

  private Duration since(Instant begun) {
    return Duration.between(begun, clock.instant());
  }
}
