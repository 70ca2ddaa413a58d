package io.diffy.agent.tables;

import java.util.function.Predicate;

/**
 * A pattern in which runs of {@code %} stand for any text. Not a regular expression: thousands of
 * paths meet a hundred of them.
 */
record PercentPattern(String[] literals) implements Predicate<String> {

  static PercentPattern of(String pattern) {
    return new PercentPattern(pattern.split("%+", -1));
  }

  @Override
  public boolean test(String text) {
    String last = literals[literals.length - 1];
    if (literals.length == 1) {
      return text.equals(last);
    }
    if (!text.startsWith(literals[0]) || !text.endsWith(last)) {
      return false;
    }
    int at = literals[0].length();
    for (int i = 1; i < literals.length - 1; i++) {
      int found = text.indexOf(literals[i], at);
      if (found < 0) {
        return false;
      }
      at = found + literals[i].length();
    }
    return at <= text.length() - last.length();
  }
}
