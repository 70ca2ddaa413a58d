package io.diffy.cluster;

import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The Kafka of a command that waits for something else before it needs it. */
public final class ClusterOpening implements AutoCloseable {
  private final ClusterOptions options;
  private final CommandContext context;
  private final Progress progress;
  private FutureTask<Cluster> task;
  private boolean asked;

  /** Opens nothing yet. */
  public ClusterOpening(ClusterOptions options, CommandContext context, Progress progress) {
    this.options = options;
    this.context = context;
    this.progress = progress;
    task = new FutureTask<>(() -> Cluster.open(options, context, progress));
  }

  /**
   * Begins beside this thread, where a broker is to be started and no other command uses the data
   * folder: then nothing is waited for that this thread could not stop.
   */
  public void begin() {
    Cluster.claimed(options, context, progress)
        .ifPresent(
            start -> {
              task = new FutureTask<>(start::get);
              asked = true;
              Thread beside = new Thread(task, "open-data-folder");
              beside.setDaemon(true);
              beside.start();
            });
  }

  /** The Kafka; throws why there is none. */
  public Cluster await() {
    asked = true;
    // Does nothing where it was begun.
    task.run();
    try {
      return opened();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException why
          ? why
          : new IllegalStateException(e.getCause());
    }
  }

  /** Closes what it opened, also when what was waited for meanwhile failed. */
  @Override
  public void close() {
    if (asked) {
      try {
        opened().close();
      } catch (ExecutionException e) {
        // Nothing is open, and why was said to whoever awaited it.
        asked = false;
      }
    }
  }

  private Cluster opened() throws ExecutionException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while the data folder was opened", e);
    }
  }
}
