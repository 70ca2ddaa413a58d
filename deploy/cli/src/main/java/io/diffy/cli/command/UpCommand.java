package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.console.Console;
import io.diffy.console.ConsoleOptions;
import io.diffy.replay.processing.LocalProcessor;
import io.diffy.replay.processing.ProcessorHealth;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.replay.processing.ProcessorMeters;
import io.diffy.schemas.topic.Topic;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A broker, a processor and a console in one process, until Ctrl-C. */
@Command(
    name = "up",
    description =
        "Run a Kafka broker, the processor and the console in one process, until Ctrl-C. Data stays in the data folder.")
final class UpCommand extends ServiceCommand<ProcessorHealth> {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description =
          "Where Kafka listens, on this machine only; 0 takes a free port. Default: ${DEFAULT-VALUE}")
  private int port;

  @Mixin private ConsoleOptions console;

  private final ProcessorLauncher launcher;

  UpCommand(CommandContext context, ProcessorLauncher launcher) {
    super(context, new ProcessorHealth());
    this.launcher = launcher;
  }

  @Override
  void check() {
    console.check();
  }

  @Override
  Cluster connect(Progress progress) {
    return Cluster.serve(clusterOptions, context, port, progress);
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    ProcessorMeters.show(metrics, health);
    try (LocalProcessor processor =
            LocalProcessor.start(health.watching(launcher), cluster, progress);
        Console pages = console.startAnywhere(cluster, context, clusterOptions.data())) {
      progress.idle();
      say(cluster, pages);
      processor.awaitStop();
      return ExitCode.NOTHING_FOUND;
    }
  }

  private void say(Cluster cluster, Console pages) {
    context.say("Console   " + pages.address());
    context.say("Kafka     " + cluster.bootstrapServers());
    context.say("Data      " + cluster.state().getParent());
    context.say("Topics");
    for (Topic<?> topic : cluster.topics().all()) {
      context.say("  " + topic.name() + "  " + topic.purpose());
    }
    context.say("");
    context.say(
        "Ready. Send observations to %s, then, in another terminal:",
        cluster.topics().observations().name());
    context.say("  diffy findings --follow");
    context.say("Ctrl-C stops; the data stays.");
    context.screen().out().flush();
  }
}
