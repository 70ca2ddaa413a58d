package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.replay.processing.LocalProcessor;
import io.diffy.replay.processing.ProcessorHealth;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.util.Map;
import picocli.CommandLine.Command;

/** The processor alone, against a Kafka that others run. */
@Command(
    name = "processor",
    description = "Run the processor against a Kafka that runs elsewhere, until Ctrl-C.")
final class ProcessorCommand extends ServiceCommand<ProcessorHealth> {
  private final ProcessorLauncher launcher;

  ProcessorCommand(CommandContext context, ProcessorLauncher launcher) {
    super(context, new ProcessorHealth());
    this.launcher = launcher;
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    progress.step("looking at the topics");
    for (String difference : cluster.ensureTopics(Map.of())) {
      if (difference.contains(" partitions, ")) {
        throw new CommandFailure(
            difference
                + "; all topics of one prefix need the same number. Make it anew, or use another --topic-prefix");
      }
      context.warn(difference);
    }
    try (LocalProcessor processor =
        LocalProcessor.start(health.watching(launcher), cluster, progress)) {
      progress.idle();
      context.say(
          "Processing %s at %s. Ctrl-C stops.",
          cluster.topics().observations().name(), cluster.bootstrapServers());
      processor.awaitStop();
    }
    return ExitCode.NOTHING_FOUND;
  }
}
