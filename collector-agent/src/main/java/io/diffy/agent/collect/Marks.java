package io.diffy.agent.collect;

import java.util.List;

/** What a text holds of what secrets can't do without: one look at each character tells. */
final class Marks {
  static final int DASH = 1;
  static final int UNDERLINE = 2;
  static final int COLON = 4;
  static final int EQUALS = 8;
  static final int AT = 16;
  static final int DOT = 32;
  static final int CAPITAL_A = 64;

  /** What a pattern's {@code \\s} matches. */
  static final int WHITE = 128;

  /** A word that every name of a secret has; looked for only where a name could stand. */
  static final int NAME_PART = 256;

  private static final List<String> PARTS = List.of("pass", "key", "secret", "token", "credential");
  private static final int[] BY_CHARACTER = new int[128];

  static {
    BY_CHARACTER['-'] = DASH;
    BY_CHARACTER['_'] = UNDERLINE;
    BY_CHARACTER[':'] = COLON;
    BY_CHARACTER['='] = EQUALS;
    BY_CHARACTER['@'] = AT;
    BY_CHARACTER['.'] = DOT;
    BY_CHARACTER['A'] = CAPITAL_A;
    for (char white : " \t\n\u000B\f\r".toCharArray()) {
      BY_CHARACTER[white] = WHITE;
    }
  }

  private Marks() {}

  static int of(String text) {
    int marks = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      marks |= c < BY_CHARACTER.length ? BY_CHARACTER[c] : 0;
    }
    boolean place = (marks & (COLON | EQUALS)) != 0 || (marks & DASH) != 0 && (marks & WHITE) != 0;
    return place && hasPart(text) ? marks | NAME_PART : marks;
  }

  private static boolean hasPart(String text) {
    for (int i = 0; i < text.length(); i++) {
      for (String part : PARTS) {
        if ((text.charAt(i) | 0x20) == part.charAt(0)
            && text.regionMatches(true, i, part, 0, part.length())) {
          return true;
        }
      }
    }
    return false;
  }
}
