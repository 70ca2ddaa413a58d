package io.diffy.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds {@code baselines list}, {@code sign} and {@code withdraw}. */
@Command(
    name = "baselines",
    description = "Show, sign or withdraw the baselines of a group.",
    synopsisSubcommandLabel = "(list|sign|withdraw)")
public final class BaselinesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: list, sign or withdraw");
  }
}
