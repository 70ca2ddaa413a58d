package io.diffy.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds {@code new baseline} and {@code new analysis}. */
@Command(
    name = "new",
    description = "Take a baseline, or analyse now.",
    synopsisSubcommandLabel = "(baseline|analysis)")
public final class NewCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what is new: baseline or analysis");
  }
}
