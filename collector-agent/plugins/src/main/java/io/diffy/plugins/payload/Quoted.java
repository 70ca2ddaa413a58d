package io.diffy.plugins.payload;

import io.diffy.schemas.text.SafeText;
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
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("holds a NUL, which ends a text in every shell");
    }
    if (!SafeText.wellFormed(text).equals(text)) {
      throw new IllegalArgumentException("holds half a character, which no shell can be told");
    }
    String quoted = "'" + text.replace("'", "'\\''") + "'";
    return BRACE_BEFORE_BRACE.matcher(quoted).replaceAll("{''");
  }
}
