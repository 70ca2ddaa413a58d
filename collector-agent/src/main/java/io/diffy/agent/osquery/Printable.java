package io.diffy.agent.osquery;

/** Text from outside made fit for a message: one line, no control characters, bounded. */
final class Printable {
  private static final int MAX_CHARS = 500;

  private Printable() {}

  static String of(String text) {
    if (text == null) {
      return "";
    }
    String start = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "…" : text;
    return start.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\s]+", " ").strip();
  }
}
