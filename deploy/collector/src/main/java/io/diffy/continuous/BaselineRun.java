package io.diffy.continuous;

import io.diffy.baseline.BaselineKeeper;
import io.diffy.baseline.CleanChoice;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.ondemand.CollectedAnswers;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InventoryPlugin.Deploy;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginRegistry;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandFailure;
import java.time.Instant;
import java.util.Set;

/** Takes the baseline of a group that was deployed, from a few instances of the new version. */
final class BaselineRun {
  private final Task task;
  private final String runId;
  private final GroupRunner asking;

  /**
   * What to do.
   *
   * @param deploy whose baseline is missing
   * @param inventory knew of it
   * @param at when it was found to be missing: names the run, so that a later try asks again
   */
  record Task(GroupPlan plan, Deploy deploy, Inventory inventory, Instant at) {}

  /**
   * @param plugins nobody else asks them meanwhile
   * @param contexts carry whether to stop
   */
  BaselineRun(Task task, PluginRegistry plugins, PluginContexts contexts) {
    this.task = task;
    // No query has the interval 0.
    this.runId = RunId.of(task.plan().name(), new Timetable.Slot(0, task.at()));
    this.asking =
        new GroupRunner(
            task.plan(),
            runId,
            new CleanChoice(Set.of(), task.inventory().instances(), task.deploy().version()),
            plugins,
            contexts);
  }

  /** Throws when there is no baseline after it. */
  void run(Pack pack, BaselineKeeper keeper) {
    if (!task.inventory().isMissing(task.deploy())) {
      return;
    }
    GroupRunner.Asked asked = asking.ask(pack);
    if (asked.results().stream().noneMatch(r -> r.outcome() == InstanceOutcome.SUCCESS)) {
      throw new CommandFailure(
          asked.failure().isEmpty()
              ? "no instance of version \"%s\" answered".formatted(task.deploy().version())
              : asked.failure());
    }
    CapturedAnswers answers =
        CollectedAnswers.of(
            asked.results(),
            asked.queries(),
            new CollectedAnswers.Run(runId, "inventory:" + task.inventory().slug(), ""),
            task.at());
    keeper.keep(answers);
  }
}
