package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.health.HealthOptions;
import io.diffy.replay.processing.LocalProcessor;
import io.diffy.replay.processing.ProcessorHealth;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The processor alone, against a Kafka that others run. */
@Command(
    name = "processor",
    description = "Run the processor against a Kafka that runs elsewhere, until Ctrl-C.")
public final class ProcessorCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private HealthOptions healthOptions;

  private final CommandContext shell;
  private final ProcessorLauncher launcher;

  public ProcessorCommand(CommandContext shell, ProcessorLauncher launcher) {
    this.shell = shell;
    this.launcher = launcher;
  }

  @Override
  @SuppressWarnings("try") // The health port only has to be open.
  public Integer call() {
    ProcessorHealth health = new ProcessorHealth();
    try (HealthOptions.Listening listening = healthOptions.listen(health);
        Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.existing(clusterOptions, shell, progress)) {
      progress.step("looking at the topics");
      for (String difference : cluster.ensureTopics(Map.of())) {
        if (difference.contains(" partitions, ")) {
          throw new CommandFailure(
              difference
                  + "; all topics of one prefix need the same number. Make it anew, or use another --topic-prefix");
        }
        shell.screen().note("diffy: " + difference);
      }
      try (LocalProcessor processor =
          LocalProcessor.start(health.watching(launcher), cluster, progress)) {
        progress.idle();
        shell
            .screen()
            .out()
            .println(
                "Processing "
                    + cluster.topics().observations().name()
                    + " at "
                    + cluster.bootstrapServers()
                    + ". Ctrl-C stops.");
        processor.awaitStop();
      }
      return ExitCode.NOTHING_FOUND;
    }
  }
}
