package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that needs a Kafka: checks its options, connects, runs, and closes what it opened. */
abstract class ClusterCommand implements Callable<Integer> {
  @Mixin ClusterOptions clusterOptions;

  final CommandContext context;

  ClusterCommand(CommandContext context) {
    this.context = context;
  }

  /** Complains of what can't be meant, before anything is opened. */
  void check() {}

  /** The Kafka that is there, or one that is started for this command. */
  Cluster connect(Progress progress) {
    return Cluster.open(clusterOptions, context, progress);
  }

  /** Does it; returns the exit code. */
  abstract int run(Cluster cluster, Progress progress);

  @Override
  public Integer call() {
    check();
    try (Progress progress = new Progress(context.screen());
        Cluster cluster = connect(progress)) {
      return run(cluster, progress);
    }
  }
}
