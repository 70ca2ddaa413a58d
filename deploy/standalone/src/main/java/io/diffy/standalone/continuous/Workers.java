package io.diffy.standalone.continuous;

import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.plugin.PluginContext;
import io.diffy.schemas.pack.Pack;
import io.diffy.standalone.plugin.PluginContexts;
import io.diffy.standalone.plugin.PluginRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

/**
 * Runs at most so many runs at once. Each has plugins of its own, because a plugin is asked from
 * one thread at a time.
 */
final class Workers implements AutoCloseable {
  private static final Duration DELIVERY = ObservationPublisher.Limits.DEFAULT.deliveryTimeout();

  private final BlockingQueue<PluginRegistry> plugins;
  private final ExecutorService threads;
  private final PluginContexts contexts;
  private final ObservationPublisher publisher;
  private final Clock clock;
  private final BegunRuns begun;
  private final BiConsumer<GroupPlan, Ended> ended;

  /** A run and what came of it. */
  record Ended(Timetable.Slot slot, RunResult result) {}

  /**
   * Workers without work.
   *
   * @param plugins one registry for each run at once
   * @param ended is told of each run, from its thread
   */
  Workers(
      Collection<PluginRegistry> plugins,
      PluginContexts contexts,
      ObservationPublisher publisher,
      Clock clock,
      BegunRuns begun,
      BiConsumer<GroupPlan, Ended> ended) {
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
    this.ended = ended;
  }

  /** How many more may begin. */
  int free() {
    return plugins.size();
  }

  BegunRuns begun() {
    return begun;
  }

  /** Begins a run; ask {@link #free} before, from the same thread. */
  Future<?> begin(GroupPlan plan, Timetable.Slot slot, Pack queries, PluginContext.Stop stop) {
    PluginRegistry own = plugins.remove();
    return threads.submit(
        () -> {
          try {
            run(plan, slot, queries, stop, own);
          } finally {
            plugins.add(own);
          }
          return null;
        });
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void run(
      GroupPlan plan,
      Timetable.Slot slot,
      Pack queries,
      PluginContext.Stop stop,
      PluginRegistry own)
      throws InterruptedException {
    RunResult result;
    try {
      begun.begin(plan.name(), slot);
      result =
          new GroupRun(plan, slot, queries, own, contexts.stoppedBy(stop), stop, publisher, clock)
              .run();
      // A run has ended when Kafka has its answers; a stopped one goes on elsewhere or later.
      if (publisher.flush(DELIVERY) && !result.stopped()) {
        begun.end(plan.name(), slot);
      }
    } catch (RuntimeException e) {
      // The other groups go on; the next run of this one says whether it lasts.
      result = RunResult.failed(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
    ended.accept(plan, new Ended(slot, result));
  }
}
