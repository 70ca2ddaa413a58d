package io.diffy.cli.command;

/** What the process says to the shell. */
public final class ExitCode {
  public static final int NOTHING_FOUND = 0;
  public static final int FINDINGS = 1;
  public static final int USAGE = 2;
  public static final int FAILURE = 3;

  private ExitCode() {}
}
