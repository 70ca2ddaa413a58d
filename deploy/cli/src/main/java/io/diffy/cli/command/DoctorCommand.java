package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.doctor.CheckList;
import io.diffy.doctor.Doctor;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
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
final class DoctorCommand extends ClusterCommand {
  @Mixin private OutputOptions output;

  DoctorCommand(CommandContext context) {
    super(context);
  }

  @Override
  Cluster connect(Progress progress) {
    return Cluster.existing(clusterOptions, context, progress);
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    CheckList list =
        new CheckList(new Doctor(cluster, clusterOptions.data(), context, progress).examine());
    progress.idle();
    return print(list, output, context);
  }

  static int print(CheckList list, OutputOptions output, CommandContext context) {
    if (output.isTable()) {
      list.print(context.screen());
    } else {
      output.json(context.screen(), list.json());
    }
    return ExitCode.of(list.hasProblems());
  }
}
