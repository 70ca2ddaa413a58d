package io.diffy.standalone.processing;

import io.diffy.standalone.OnExit;
import io.diffy.standalone.broker.HangingTransactions;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.terminal.Progress;
import java.time.Duration;

/** A processor of this process: closed once, before the broker it talks to, at Ctrl-C too. */
public final class LocalProcessor implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

  private ProcessorLauncher.Running running;

  private LocalProcessor(ProcessorLauncher.Running running) {
    this.running = running;
  }

  /** Returns when it takes records. */
  public static LocalProcessor start(
      ProcessorLauncher launcher, Cluster cluster, Progress progress) {
    return start(launcher, cluster, false, progress);
  }

  /** The same for recorded observations: only they move the time. */
  public static LocalProcessor replay(
      ProcessorLauncher launcher, Cluster cluster, Progress progress) {
    return start(launcher, cluster, true, progress);
  }

  /** Throws what made it fail, if it failed. */
  public synchronized void requireRunning() {
    if (running != null && running.failed()) {
      running.awaitStop();
    }
  }

  /** Returns when another thread closed it; throws what made it fail. */
  public void awaitStop() {
    ProcessorLauncher.Running current;
    synchronized (this) {
      current = running;
    }
    if (current != null) {
      current.awaitStop();
    }
  }

  @Override
  public synchronized void close() {
    if (running != null) {
      ProcessorLauncher.Running closing = running;
      running = null;
      try {
        closing.close();
      } finally {
        OnExit.forget(this);
      }
    }
  }

  @Override
  public String toString() {
    return "the processor";
  }

  private static LocalProcessor start(
      ProcessorLauncher launcher, Cluster cluster, boolean replay, Progress progress) {
    progress.step("starting the processor");
    LocalProcessor processor =
        OnExit.close(
            new LocalProcessor(
                launcher.start(
                    cluster.topics(),
                    cluster.kafka(),
                    cluster.state(),
                    cluster.applicationId(),
                    replay)));
    try {
      awaitReady(processor, cluster);
      return processor;
    } catch (RuntimeException e) {
      processor.close();
      throw e;
    }
  }

  private static void awaitReady(LocalProcessor processor, Cluster cluster) {
    if (!cluster.needsProcessor()) {
      processor.running.awaitReady(START_TIMEOUT);
      return;
    }
    // The broker is of this process too: what a kill left open in it is ours to mend.
    HangingTransactions mender = HangingTransactions.watch(cluster.admin());
    try {
      processor.running.awaitReady(START_TIMEOUT);
    } finally {
      mender.close();
    }
  }
}
