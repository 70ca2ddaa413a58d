package io.diffy.rules.evaluation;

import io.diffy.schemas.Row;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Bounds what one row may cost in a store: evidence is for reading, and 8 KiB of a cell are enough.
 */
public final class EvidenceLimits {
  private static final int LONGEST_COLUMN = 256;
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
    if (row instanceof Row small && small.size() <= cells && isShort(small, longest)) {
      return row;
    }
    Map<String, String> bounded = new LinkedHashMap<>();
    row.forEach(
        (column, text) -> {
          if (bounded.size() < cells) {
            bounded.put(cut(column, LONGEST_COLUMN), cut(text, longest));
          }
        });
    return bounded;
  }

  private static boolean isShort(Row row, int longest) {
    for (int at = 0; at < row.size(); at++) {
      if (row.column(at).length() > LONGEST_COLUMN || row.value(at).length() > longest) {
        return false;
      }
    }
    return true;
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
