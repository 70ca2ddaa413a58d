package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.health.HealthOptions;
import io.diffy.replay.processing.LocalProcessor;
import io.diffy.replay.processing.ProcessorHealth;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.schemas.topic.Topic;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Terminal;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A broker and a processor in one process, until Ctrl-C. */
@Command(
    name = "up",
    description =
        "Run a Kafka broker and the processor in one process, until Ctrl-C. Data stays in the data folder.")
public final class UpCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private HealthOptions healthOptions;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description =
          "Where Kafka listens, on this machine only; 0 takes a free port. Default: ${DEFAULT-VALUE}")
  private int port;

  private final CommandContext shell;
  private final ProcessorLauncher launcher;

  public UpCommand(CommandContext shell, ProcessorLauncher launcher) {
    this.shell = shell;
    this.launcher = launcher;
  }

  @Override
  @SuppressWarnings("try") // The health port only has to be open.
  public Integer call() {
    ProcessorHealth health = new ProcessorHealth();
    try (HealthOptions.Listening listening = healthOptions.listen(health);
        Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.serve(clusterOptions, shell, port, progress);
        LocalProcessor processor =
            LocalProcessor.start(health.watching(launcher), cluster, progress)) {
      progress.idle();
      say(cluster);
      processor.awaitStop();
      return ExitCode.NOTHING_FOUND;
    }
  }

  private void say(Cluster cluster) {
    PrintStream out = shell.screen().out();
    out.println("Kafka     " + cluster.bootstrapServers());
    out.println("Data      " + Terminal.safe(cluster.state().getParent().toString()));
    out.println("Topics");
    for (Topic<?> topic : cluster.topics().all()) {
      out.println("  " + topic.name() + "  " + topic.purpose());
    }
    out.println();
    out.println(
        "Ready. Send observations to "
            + cluster.topics().observations().name()
            + ", then, in another terminal:");
    out.println("  diffy findings --follow");
    out.println("Ctrl-C stops; the data stays.");
    out.flush();
  }
}
