package io.diffy.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A first word that says nothing without a second one, such as {@code new}. */
final class CommandGroup implements Runnable {
  private final String complaint;
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  private CommandGroup(String complaint) {
    this.complaint = complaint;
  }

  /**
   * The first word.
   *
   * @param second the second ones, for the synopsis
   * @param complaint what is said when there is none
   */
  static CommandLine of(String name, String description, String second, String complaint) {
    CommandGroup group = new CommandGroup(complaint);
    group.spec.name(name);
    group.spec.usageMessage().description(description).synopsisSubcommandLabel(second);
    return new CommandLine(group.spec);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), complaint);
  }
}
