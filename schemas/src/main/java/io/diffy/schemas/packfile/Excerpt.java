package io.diffy.schemas.packfile;

/** A short, printable piece of a text from a file, for error messages. */
final class Excerpt {
  private static final int MAX_CHARS = 80;

  private Excerpt() {}

  static String of(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(MAX_CHARS)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(safe::appendCodePoint);
    return text.length() > MAX_CHARS ? safe + "…" : safe.toString();
  }
}
