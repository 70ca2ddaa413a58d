package io.diffy.continuous;

import java.util.function.Consumer;

/**
 * Counts each run, and says what came of it in a line. From the thread of the run.
 *
 * @param lines may hold text of plugins
 */
record GroupRunLog(GroupMetrics metrics, Consumer<String> lines) {

  void ended(GroupPlan plan, Timetable.Slot slot, RunResult result) {
    metrics.ended(plan.name(), result);
    lines.accept(
        "%s every %d s, due %s: %s"
            .formatted(plan.name(), slot.intervalSeconds(), slot.due(), result));
  }

  void notTaken(BaselineRun.Task task, String why) {
    lines.accept("%s: no baseline after its deploy: %s".formatted(task.plan().name(), why));
  }
}
