package io.diffy.agent.tables;

/** Numbers in files that anyone may have written. */
final class Numbers {
  private Numbers() {}

  /** A decimal number, or null. */
  static Long decimal(String text) {
    return parsed(text, 10);
  }

  /** A hexadecimal number, or null. */
  static Long hex(String text) {
    return parsed(text, 16);
  }

  static long decimalOr(String text, long otherwise) {
    Long number = decimal(text);
    return number == null ? otherwise : number;
  }

  private static Long parsed(String text, int radix) {
    try {
      return Long.valueOf(text.strip(), radix);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
