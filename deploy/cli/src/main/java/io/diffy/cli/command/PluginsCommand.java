package io.diffy.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds {@code plugins list}. */
@Command(
    name = "plugins",
    description = "Show what can be plugged in.",
    synopsisSubcommandLabel = "list")
public final class PluginsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do with the plugins: list");
  }
}
