package io.diffy.rules.item;

/**
 * Where text that begins at a place ends when it has a certain shape; the place itself when it has
 * not. ASCII only, and each reads forward once, so that hostile text costs no more than its length.
 */
public final class TextShapes {
  private static final int MAX_DIGITS = 18;
  private static final int[] UUID_GROUPS = {8, 4, 4, 4, 12};

  private TextShapes() {}

  static int uuidEnd(String text, int i) {
    int at = i;
    for (int g = 0; g < UUID_GROUPS.length; g++) {
      if (g > 0 && (at >= text.length() || text.charAt(at++) != '-')) {
        return i;
      }
      for (int n = 0; n < UUID_GROUPS[g]; n++) {
        if (at >= text.length() || !isHex(text.charAt(at++))) {
          return i;
        }
      }
    }
    return at < text.length() && isAlphanumeric(text.charAt(at)) ? i : at;
  }

  /** An availability zone of AWS: {@code us-east-1a}, {@code us-gov-west-1b}. */
  static int zoneEnd(String text, int i) {
    int at = lettersEnd(text, i);
    if (at != i + 2) {
      return i;
    }
    for (int parts = 0; parts < 2 && at < text.length() && text.charAt(at) == '-'; parts++) {
      int end = lettersEnd(text, at + 1);
      if (end == at + 1) {
        break;
      }
      at = end;
    }
    boolean zone =
        at > i + 2
            && at + 2 < text.length()
            && text.charAt(at) == '-'
            && isDigit(text.charAt(at + 1))
            && text.charAt(at + 2) >= 'a'
            && text.charAt(at + 2) <= 'f'
            && (at + 3 == text.length() || !isAlphanumeric(text.charAt(at + 3)));
    return zone ? at + 3 : i;
  }

  private static int lettersEnd(String text, int i) {
    int end = i;
    while (end < text.length() && text.charAt(end) >= 'a' && text.charAt(end) <= 'z') {
      end++;
    }
    return end;
  }

  static int prefixed(String text, int i, String prefix, int shortest) {
    if (!text.startsWith(prefix, i)) {
      return i;
    }
    int end = i + prefix.length();
    while (end < text.length() && isHex(text.charAt(end))) {
      end++;
    }
    boolean whole = end == text.length() || !isAlphanumeric(text.charAt(end));
    return whole && end - i - prefix.length() >= shortest ? end : i;
  }

  /** The end of four numbers 0..255 with a separator between them, behind a prefix. */
  static int addressEnd(String text, int i, String prefix, char separator) {
    if (!text.startsWith(prefix, i)) {
      return i;
    }
    int at = i + prefix.length();
    for (int part = 0; part < 4; part++) {
      if (part > 0 && (at >= text.length() || text.charAt(at++) != separator)) {
        return i;
      }
      int from = at;
      while (at < text.length() && isDigit(text.charAt(at)) && at - from < 4) {
        at++;
      }
      if (at == from || at - from > 3 || number(text, from, at) > 255) {
        return i;
      }
    }
    boolean goesOn =
        at < text.length()
            && (isAlphanumeric(text.charAt(at))
                || (text.charAt(at) == separator
                    && at + 1 < text.length()
                    && isDigit(text.charAt(at + 1))));
    return goesOn ? i : at;
  }

  /** Whether the text is a private address and nothing else. */
  public static boolean isPrivateAddress(String text) {
    return !text.isEmpty() && addressEnd(text, 0, "", '.') == text.length() && isPrivate(text);
  }

  /** RFC 1918 and RFC 3927 addresses, of which each host of a group has its own. */
  static boolean isPrivate(String address) {
    int dot = address.indexOf('.');
    long first = number(address, 0, dot);
    long second = number(address, dot + 1, address.indexOf('.', dot + 1));
    return first == 10
        || (first == 172 && second >= 16 && second < 32)
        || (first == 192 && second == 168)
        || (first == 169 && second == 254 && !address.equals("169.254.169.254"));
  }

  static long number(String text, int from, int end) {
    return end - from > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(text, from, end, 10);
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static boolean isAlphanumeric(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
