package io.diffy.agent.tables;

import io.diffy.schemas.text.Hashing;
import java.nio.charset.StandardCharsets;

/** One value of a row: whatever the host says, made safe to store. */
final class Cell {
  static final int LONGEST = 8 * 1024;

  private Cell() {}

  /**
   * NUL (which ends a string for half of SQLite's functions) becomes U+FFFD. A value that is too
   * long keeps its start and gets the hash of the whole, so that different values stay different
   * and the row still counts.
   */
  static String bounded(String value, int longest) {
    if (value == null) {
      return null;
    }
    String text = value.indexOf('\0') < 0 ? value : value.replace('\0', '\uFFFD');
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return "%s… [cut, %s characters, sha256 %s]"
        .formatted(
            text.substring(0, end),
            text.length(),
            Hashing.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }
}
