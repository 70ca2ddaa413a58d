package io.diffy.continuous;

import io.diffy.baseline.BaselineKeeper;
import io.diffy.baseline.CleanChoice;
import io.diffy.ondemand.GroupPlugins;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InventoryPlugin.Deploy;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandFailure;
import java.time.Instant;
import java.util.Set;

/**
 * Takes the baseline of a group that was deployed, from a few instances of the new version.
 *
 * @param plugins nobody else asks them meanwhile; their contexts carry whether to stop
 */
record BaselineRun(Task task, GroupPlugins plugins) {

  /**
   * What to do.
   *
   * @param deploy whose baseline is missing
   * @param inventory knew of it
   * @param at when it was found to be missing: names the run, so that a later try asks again
   */
  record Task(GroupPlan plan, Deploy deploy, Inventory inventory, Instant at) {}

  /** Throws when there is no baseline after it. */
  void run(Pack pack, BaselineKeeper keeper) {
    String version = task.deploy().version();
    if (!task.inventory().isMissing(task.deploy())) {
      return;
    }
    // No query has the interval 0.
    String runId = new Timetable.Slot(0, task.at()).runId(task.plan().name());
    CleanChoice clean = new CleanChoice(Set.of(), task.inventory().instances(), version);
    GroupRunner.Asked asked = new GroupRunner(task.plan(), runId, clean, plugins).ask(pack);
    if (asked.results().stream().noneMatch(r -> r.outcome() == InstanceOutcome.SUCCESS)) {
      throw new CommandFailure(
          asked.failure().isEmpty()
              ? "no instance of version \"%s\" answered".formatted(version)
              : asked.failure());
    }
    keeper.keep(asked.answers(runId, "inventory:" + task.inventory().slug(), task.at()));
  }
}
