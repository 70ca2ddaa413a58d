package io.diffy.view;

import java.util.function.Predicate;

/**
 * A text in which each {@code *} stands for any text. It is compared in time that grows with the
 * text alone, whatever a host has written there.
 */
public record Wildcard(String pattern) implements Predicate<String> {

  /** Whether it may mean more than one text. */
  public boolean isOpen() {
    return pattern.indexOf('*') >= 0;
  }

  @Override
  public boolean test(String text) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return text.equals(pattern);
    }
    String[] parts = pattern.split("\\*", -1);
    String last = parts[parts.length - 1];
    if (!text.startsWith(parts[0])) {
      return false;
    }
    int at = parts[0].length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = text.indexOf(parts[i], at);
      if (found < 0) {
        return false;
      }
      at = found + parts[i].length();
    }
    return text.length() - last.length() >= at && text.endsWith(last);
  }
}
