package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.doctor.CheckList;
import io.diffy.doctor.Doctor;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what is wrong with an installation, and what to do. */
@Command(
    name = "doctor",
    description = {
      "Look at brokers, topics, rights, clocks, lag, baselines and silent hosts, and say what to do.",
      "It only reads."
    },
    footer =
        "Exit code 1 when there are problems; warnings alone are 0. 3 when Kafka can't be reached.")
public final class DoctorCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;

  private final CommandContext shell;

  public DoctorCommand(CommandContext shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.existing(clusterOptions, shell, progress)) {
      CheckList list =
          new CheckList(new Doctor(cluster, clusterOptions.data(), shell, progress).examine());
      progress.idle();
      Printed.lines(list, output.format, shell.screen());
      return list.hasProblems() ? ExitCode.FINDINGS : ExitCode.NOTHING_FOUND;
    }
  }
}
