package io.diffy.doctor;

/**
 * One line of a doctor: what was looked at, how it is, and what to do.
 *
 * @param level how bad
 * @param about what was looked at, in one or two words
 * @param says what was seen; may hold names that others chose
 * @param todo what to do; empty when all is well
 */
public record Check(Level level, String about, String says, String todo) {

  /** How bad a line is; only problems make the exit code 1. */
  public enum Level {
    OK,
    WARNING,
    PROBLEM
  }

  static Check ok(String about, String says) {
    return new Check(Level.OK, about, says, "");
  }

  static Check warning(String about, String says, String todo) {
    return new Check(Level.WARNING, about, says, todo);
  }

  static Check problem(String about, String says, String todo) {
    return new Check(Level.PROBLEM, about, says, todo);
  }
}
