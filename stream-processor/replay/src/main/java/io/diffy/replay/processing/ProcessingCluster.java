package io.diffy.replay.processing;

import io.diffy.cluster.Cluster;
import io.diffy.terminal.Progress;
import java.util.Optional;

/**
 * A Kafka on which somebody judges: a processor that runs there, or one of this process, which
 * stops before its broker.
 */
public final class ProcessingCluster implements AutoCloseable {
  private final Cluster cluster;
  private final Optional<LocalProcessor> processor;

  private ProcessingCluster(Cluster cluster, Optional<LocalProcessor> processor) {
    this.cluster = cluster;
    this.processor = processor;
  }

  /** Returns when somebody judges there. */
  public static ProcessingCluster on(
      Cluster cluster, ProcessorLauncher launcher, Progress progress) {
    return new ProcessingCluster(
        cluster,
        cluster.needsProcessor()
            ? Optional.of(LocalProcessor.start(launcher, cluster, progress))
            : Optional.empty());
  }

  public Cluster cluster() {
    return cluster;
  }

  /** Throws what made the processor of this process fail, if it failed. */
  public void requireRunning() {
    processor.ifPresent(LocalProcessor::requireRunning);
  }

  /** Stops the processor of this process. */
  @Override
  public void close() {
    processor.ifPresent(LocalProcessor::close);
  }
}
