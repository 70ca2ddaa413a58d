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
import io.diffy.terminal.Phrases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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

  private static final int NAMED = 20;
  private static final int REASONS = 3;

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
      return new RunResult(Map.of(), List.of(), 0, 0, since(begun), stopped, e.getMessage());
    }
  }

  private RunResult publish(GroupRunner.Asked asked, CapturedAnswers answers, Instant begun)
      throws InterruptedException {
    Map<InstanceOutcome, Integer> outcomes = new EnumMap<>(InstanceOutcome.class);
    asked.results().forEach(result -> outcomes.merge(result.outcome(), 1, Integer::sum));
    long rows = 0;
    long lost = 0;
    for (Observation answer : answers.newest()) {
      rows += answer.rows().size();
      for (Observation part : Outgoing.of(answer.withInterval(slot.intervalSeconds()))) {
        lost += publisher.publish(part) ? 0 : 1;
      }
    }
    return new RunResult(
        outcomes,
        remarks(asked.results(), answers),
        rows,
        lost,
        since(begun),
        asked.stopped(),
        asked.failure());
  }

  /** What else a person should know: a group may look well answered, and say nothing. */
  private static List<String> remarks(List<InstanceResult> results, CapturedAnswers answers) {
    SortedMap<String, List<String>> left = new TreeMap<>();
    for (InstanceResult result : results) {
      if (result.outcome() == InstanceOutcome.SKIPPED && result.target().collectable()) {
        left.computeIfAbsent(result.reason(), any -> new ArrayList<>()).add(result.instanceId());
      }
    }
    List<String> remarks = new ArrayList<>();
    left.forEach(
        (reason, ids) -> remarks.add("not asked: " + reason + ": " + Phrases.some(ids, NAMED)));
    SortedMap<String, String> unanswered = answers.unanswered();
    if (!unanswered.isEmpty() && answers.silent().size() < answers.asked()) {
      remarks.add(
          "nobody answered %s: %s"
              .formatted(
                  Phrases.some(unanswered.keySet(), NAMED),
                  Phrases.some(new TreeSet<>(unanswered.values()), REASONS, "reasons")));
    }
    return remarks;
  }

  private Duration since(Instant begun) {
    return Duration.between(begun, clock.instant());
  }
}
