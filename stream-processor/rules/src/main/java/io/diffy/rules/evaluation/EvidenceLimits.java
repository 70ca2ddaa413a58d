package io.diffy.rules.evaluation;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Bounds what one row may cost in a store: evidence is for reading, and 8 KiB of a cell are enough.
 */
public final class EvidenceLimits {
  private static final int LONGEST_CELL = 8 * 1024;
  private static final int MOST_CELLS = 128;
  private static final int BRIEF_CELL = 256;
  private static final int BRIEF_CELLS = 24;

  private EvidenceLimits() {}

  public static Map<String, String> bounded(Map<String, String> row) {
    return bounded(row, MOST_CELLS, LONGEST_CELL);
  }

  /** An example of many: what a person needs to recognise the thing. */
  public static Map<String, String> brief(Map<String, String> row) {
    return bounded(row, BRIEF_CELLS, BRIEF_CELL);
  }

  private static Map<String, String> bounded(Map<String, String> row, int cells, int longest) {
    Map<String, String> bounded = new LinkedHashMap<>();
    row.forEach(
        (column, text) -> {
          if (bounded.size() < cells) {
            bounded.put(cut(column, 256), cut(text, longest));
          }
        });
    return bounded;
  }

  private static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return String.format(
        Locale.ROOT, "%s… (%,d more characters)", text.substring(0, end), text.length() - end);
  }
}
