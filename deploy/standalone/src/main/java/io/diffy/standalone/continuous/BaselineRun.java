package io.diffy.standalone.continuous;

import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InventoryPlugin.Deploy;
import io.diffy.schemas.pack.Pack;
import io.diffy.standalone.CommandFailure;
import io.diffy.standalone.observe.Answers;
import io.diffy.standalone.observe.BaselineKeeper;
import io.diffy.standalone.observe.CleanChoice;
import io.diffy.standalone.observe.CollectedAnswers;
import io.diffy.standalone.plugin.PluginContexts;
import io.diffy.standalone.plugin.PluginRegistry;
import java.time.Instant;
import java.util.Set;

/** Takes the baseline of a group that was deployed, from a few instances of the new version. */
final class BaselineRun {
  private final Task task;
  private final String runId;
  private final Asking asking;

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
        new Asking(
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
    Asking.Asked asked = asking.ask(pack);
    if (asked.results().stream().noneMatch(r -> r.outcome() == InstanceOutcome.SUCCESS)) {
      throw new CommandFailure(
          asked.failure().isEmpty()
              ? "no instance of version \"%s\" answered".formatted(task.deploy().version())
              : asked.failure());
    }
    Answers answers =
        CollectedAnswers.of(
            asked.results(),
            asked.queries(),
            new CollectedAnswers.Run(runId, "inventory:" + task.inventory().slug(), ""),
            task.at());
    keeper.keep(answers);
  }
}
