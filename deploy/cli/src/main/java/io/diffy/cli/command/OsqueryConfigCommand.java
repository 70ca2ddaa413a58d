package io.diffy.cli.command;

import io.diffy.remote.intake.OsqueryConfig;
import io.diffy.service.CommandContext;
import io.diffy.service.InputFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the endpoint tells hosts to do. */
@Command(
    name = "config",
    description = {
      "Print the config that diffy collector --tls gives to osqueryd: each query of the pack as a snapshot.",
      "If you distribute configs yourself, save it as a file. Its schedule_epoch is today's: change it once a day."
    })
final class OsqueryConfigCommand implements Callable<Integer> {
  @Option(
      names = "--pack",
      paramLabel = "FILE",
      description = "Its queries: triage, deep, or a pack's file. Default: triage.")
  private Path pack;

  private final CommandContext context;

  OsqueryConfigCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    OsqueryConfig.of(InputFile.packOrShipped(pack), context.clock().instant())
        .toPrettyString()
        .lines()
        .forEach(line -> context.say("%s", line));
    return ExitCode.NOTHING_FOUND;
  }
}
