package io.diffy.agent.collect;

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

  /** A word that every name of a secret has; words are looked for only beside what splits them. */
  static final int NAME_PART = 256;

  static final int AUTHORIZATION = 512;
  static final int BEARER = 1024;

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
    return (marks & (COLON | EQUALS | WHITE)) == 0 ? marks : marks | words(text);
  }

  private static int words(String text) {
    int marks = 0;
    for (int i = 0; i < text.length(); i++) {
      marks |=
          switch (text.charAt(i) | 0x20) {
            case 'a' -> markAt(i, "authorization", AUTHORIZATION, text);
            case 'b' -> markAt(i, "bearer", BEARER, text);
            case 'c' -> markAt(i, "credential", NAME_PART, text);
            case 'k' -> markAt(i, "key", NAME_PART, text);
            case 'p' -> markAt(i, "pass", NAME_PART, text);
            case 's' -> markAt(i, "secret", NAME_PART, text);
            case 't' -> markAt(i, "token", NAME_PART, text);
            default -> 0;
          };
    }
    return marks;
  }

  private static int markAt(int at, String word, int mark, String text) {
    return text.regionMatches(true, at, word, 0, word.length()) ? mark : 0;
  }
}
