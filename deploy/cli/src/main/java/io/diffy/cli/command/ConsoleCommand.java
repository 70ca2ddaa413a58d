package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.console.Console;
import io.diffy.console.ConsoleOptions;
import io.diffy.health.Health;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the topics say, over HTTP and as pages. */
@Command(
    name = "console",
    description = {
      "Show findings, hosts and groups in a browser, and decide there, until Ctrl-C.",
      "An HTTP API comes with it: GET /openapi.json. Any number of consoles may run."
    },
    footer = "Others than this machine reach it only with TLS and tokens: docs/console.md.")
final class ConsoleCommand extends ServiceCommand<ConsoleCommand.ConsoleHealth> {
  @Mixin private ConsoleOptions options;

  ConsoleCommand(CommandContext context) {
    super(context, new ConsoleHealth());
  }

  @Override
  void check() {
    options.check();
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    try (Console console = options.start(cluster, context, clusterOptions.data())) {
      health.console = console;
      progress.idle();
      context.say("Console   %s", console.address());
      context.say("Ctrl-C stops.");
      context.screen().out().flush();
      awaitStop();
      return ExitCode.NOTHING_FOUND;
    }
  }

  /** Nothing but the end of the process ends it. */
  static void awaitStop() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Of a console that may not be there yet. */
  static final class ConsoleHealth implements Health {
    private volatile Console console;

    @Override
    public boolean live() {
      return true;
    }

    @Override
    public boolean ready() {
      return console != null && console.ready();
    }

    @Override
    public String state() {
      return ready() ? "running" : "starting";
    }
  }
}
