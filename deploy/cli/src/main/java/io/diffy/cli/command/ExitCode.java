package io.diffy.cli.command;

import io.diffy.program.Program;

/** What a command tells its caller. */
public final class ExitCode {
  public static final int NOTHING_FOUND = 0;
  public static final int FINDINGS = 1;
  public static final int USAGE = Program.USAGE;
  public static final int FAILURE = Program.FAILURE;

  private ExitCode() {}

  static int of(boolean found) {
    return found ? FINDINGS : NOTHING_FOUND;
  }
}
