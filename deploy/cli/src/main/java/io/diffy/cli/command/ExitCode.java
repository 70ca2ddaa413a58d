package io.diffy.cli.command;

/** What a command tells its caller. */
public final class ExitCode {
  public static final int NOTHING_FOUND = 0;
  public static final int FINDINGS = 1;
  public static final int USAGE = 2;
  public static final int FAILURE = 3;

  private ExitCode() {}

  static int of(boolean found) {
    return found ? FINDINGS : NOTHING_FOUND;
  }
}
