package io.diffy.continuous;

import io.diffy.plugin.PluginContext;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Future;

/** A group that is this collector's now: when its runs are due, and the one that is under way. */
final class OwnedGroup {
  final GroupPlan plan;
  final Timetable timetable;

  /** What a run looks at between its steps. */
  final Stop stop = new Stop();

  private Optional<Future<?>> running = Optional.empty();
  private Optional<Timetable.Slot> heldBack = Optional.empty();
  private Optional<BaselineRun.Task> baseline = Optional.empty();

  OwnedGroup(GroupPlan plan, Collection<Integer> intervals, Instant now) {
    this.plan = plan;
    this.timetable = new Timetable(plan.name(), intervals, now);
  }

  /** Raised from another thread than the one that looks. */
  static final class Stop implements PluginContext.Stop {
    private volatile boolean asked;

    @Override
    public boolean asked() {
      return asked;
    }
  }

  /** The run that may begin now: one of a group at a time. */
  Optional<Timetable.Slot> ready() {
    return running().isPresent() ? Optional.empty() : timetable.waiting();
  }

  /** Whether this is the first time that the run is held back. */
  boolean holdBack(Timetable.Slot slot) {
    boolean first = heldBack.filter(slot::equals).isEmpty();
    heldBack = Optional.of(slot);
    return first;
  }

  void run(Timetable.Slot slot, Future<?> begun) {
    timetable.begin(slot);
    running = Optional.of(begun);
  }

  /** The run under way, unless it has ended. */
  Optional<Future<?>> running() {
    running = running.filter(run -> !run.isDone());
    return running;
  }

  /** A baseline is to be taken before the next run. */
  void want(BaselineRun.Task task) {
    baseline = Optional.of(task);
  }

  /** The baseline that may be taken now. */
  Optional<BaselineRun.Task> wanted() {
    return running().isPresent() ? Optional.empty() : baseline;
  }

  void take(Future<?> begun) {
    baseline = Optional.empty();
    running = Optional.of(begun);
  }

  void askToStop() {
    stop.asked = true;
  }
}
