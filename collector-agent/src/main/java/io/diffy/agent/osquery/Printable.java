package io.diffy.agent.osquery;

/** Text from outside made fit for a message: one line, no control characters, bounded. */
public final class Printable {
  private static final int MAX_CHARS = 500;

  private Printable() {}

  /** The text on one line, at most 500 characters of it; empty for null. */
  public static String of(String text) {
    if (text == null) {
      return "";
    }
    String start = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "…" : text;
    return start.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\s]+", " ").strip();
  }
}
