package io.diffy.plugins.payload;

import java.util.regex.Pattern;

/** Text as one word of a POSIX shell, whatever it holds. */
final class Quoted {
  /** SSM replaces {@code {{ssm:name}}} in what it is sent by the parameter of that name. */
  private static final Pattern BRACE_BEFORE_BRACE = Pattern.compile("\\{(?=\\{)");

  private Quoted() {}

  /**
   * The text in single quotes, in which a shell sees nothing but the next single quote.
   *
   * @throws IllegalArgumentException for what no shell can hold: a NUL, or half a character
   */
  static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new IllegalArgumentException("holds a NUL, which ends a text in every shell");
      }
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          throw new IllegalArgumentException("holds half a character, which no shell can be told");
        }
      }
    }
    String quoted = "'" + text.replace("'", "'\\''") + "'";
    return BRACE_BEFORE_BRACE.matcher(quoted).replaceAll("{''");
  }
}
