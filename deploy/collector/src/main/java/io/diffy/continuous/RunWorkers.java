package io.diffy.continuous;

import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.baseline.BaselineKeeper;
import io.diffy.plugin.PluginContext;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginRegistry;
import io.diffy.schemas.pack.Pack;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs at most so many runs at once. Each has plugins of its own, because a plugin is asked from
 * one thread at a time.
 */
final class RunWorkers implements AutoCloseable {
  private static final Duration DELIVERY = ObservationPublisher.Limits.DEFAULT.deliveryTimeout();

  private final BlockingQueue<PluginRegistry> plugins;
  private final ExecutorService threads;
  private final PluginContexts contexts;
  private final ObservationPublisher publisher;
  private final Clock clock;
  private final UnfinishedRuns begun;
  private final BaselineKeeper keeper;
  private final GroupRunLog log;

  /**
   * Workers without work.
   *
   * @param plugins one registry for each run at once
   * @param keeper keeps and tells of baselines
   */
  RunWorkers(
      Collection<PluginRegistry> plugins,
      PluginContexts contexts,
      ObservationPublisher publisher,
      Clock clock,
      UnfinishedRuns begun,
      BaselineKeeper keeper,
      GroupRunLog log) {
    this.plugins = new ArrayBlockingQueue<>(plugins.size(), false, plugins);
    this.threads =
        Executors.newFixedThreadPool(
            plugins.size(),
            work -> {
              Thread thread = new Thread(work, "collect");
              thread.setDaemon(true);
              return thread;
            });
    this.contexts = contexts;
    this.publisher = publisher;
    this.clock = clock;
    this.begun = begun;
    this.keeper = keeper;
    this.log = log;
  }

  /** How many more may begin. */
  int free() {
    return plugins.size();
  }

  UnfinishedRuns begun() {
    return begun;
  }

  /** Begins a run; ask {@link #free} before, from the same thread. */
  Future<?> begin(GroupPlan plan, Timetable.Slot slot, Pack queries, PluginContext.Stop stop) {
    return submit(plugins -> run(plan, slot, queries, plugins, contexts.stoppedBy(stop)));
  }

  /** Begins to take a baseline; ask {@link #free} before, from the same thread. */
  Future<?> begin(BaselineRun.Task task, Pack pack, PluginContext.Stop stop) {
    return submit(plugins -> take(task, pack, plugins, contexts.stoppedBy(stop)));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private interface Work {
    void with(PluginRegistry plugins) throws InterruptedException;
  }

  private Future<?> submit(Work work) {
    PluginRegistry own = plugins.remove();
    return threads.submit(
        () -> {
          try {
            work.with(own);
          } finally {
            plugins.add(own);
          }
          return null;
        });
  }

  private void run(
      GroupPlan plan,
      Timetable.Slot slot,
      Pack queries,
      PluginRegistry own,
      PluginContexts stoppable)
      throws InterruptedException {
    RunResult result;
    try {
      begun.begin(plan.name(), slot);
      result = new GroupRun(plan, slot, plan.choose(own, stoppable), publisher, clock).run(queries);
      // A run has ended when Kafka has its answers; a stopped one goes on elsewhere or later.
      if (publisher.flush(DELIVERY) && !result.stopped()) {
        begun.end(plan.name(), slot);
      }
    } catch (RuntimeException e) {
      // The other groups go on; the next run of this one says whether it lasts.
      result = RunResult.failed(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
    log.ended(plan, slot, result);
  }

  private void take(
      BaselineRun.Task task, Pack pack, PluginRegistry own, PluginContexts stoppable) {
    try {
      new BaselineRun(task, task.plan().choose(own, stoppable)).run(pack, keeper);
    } catch (RuntimeException e) {
      // It is still missing at the next look.
      log.notTaken(task, Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }
}
