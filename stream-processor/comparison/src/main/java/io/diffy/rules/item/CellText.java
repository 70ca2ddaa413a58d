package io.diffy.rules.item;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Cells as one text: {@code column=text} and an end mark, each. Marks inside a column or a text are
 * escaped, so that a host can't write one cell that reads as two.
 */
public final class CellText {
  private static final char COLUMN_END = '\u001f';
  static final char ITEM_MIDDLE = '\u001e';
  private static final char ESCAPE = '\u001d';

  private CellText() {}

  /** What stands in front of the text of a column. */
  public static String head(String column) {
    if (isPlain(column) && column.indexOf('=') < 0) {
      return column + '=';
    }
    StringBuilder head = new StringBuilder(column.length() + 1);
    escape(head, column, true);
    return head.append('=').toString();
  }

  public static void write(StringBuilder out, String head, String text) {
    out.append(head);
    if (isPlain(text)) {
      out.append(text);
    } else {
      escape(out, text, false);
    }
    out.append(COLUMN_END);
  }

  /** The cells again, by the column's own name; the texts stay escaped. */
  static SortedMap<String, String> read(String cells) {
    NavigableMap<String, String> read = new TreeMap<>();
    read(cells, read::put);
    return Collections.unmodifiableSortedMap(read);
  }

  static void read(String cells, BiConsumer<String, String> cell) {
    int start = 0;
    for (int end = cells.indexOf(COLUMN_END); end >= 0; end = cells.indexOf(COLUMN_END, start)) {
      int middle = cells.indexOf('=', start);
      cell.accept(plain(cells.substring(start, middle)), cells.substring(middle + 1, end));
      start = end + 1;
    }
  }

  /** How many cells there are. */
  static int count(String cells) {
    int count = 0;
    for (int end = cells.indexOf(COLUMN_END); end >= 0; end = cells.indexOf(COLUMN_END, end + 1)) {
      count++;
    }
    return count;
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= COLUMN_END && c >= ESCAPE) {
        return false;
      }
    }
    return true;
  }

  private static void escape(StringBuilder out, String text, boolean column) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case COLUMN_END -> out.append(ESCAPE).append('f');
        case ITEM_MIDDLE -> out.append(ESCAPE).append('e');
        case ESCAPE -> out.append(ESCAPE).append('d');
        case '=' -> out.append(column ? ESCAPE + "q" : "=");
        default -> out.append(c);
      }
    }
  }

  private static String plain(String column) {
    if (column.indexOf(ESCAPE) < 0) {
      return column;
    }
    StringBuilder out = new StringBuilder(column.length());
    for (int i = 0; i < column.length(); i++) {
      char c = column.charAt(i);
      if (c == ESCAPE) {
        i++;
        c =
            switch (column.charAt(i)) {
              case 'f' -> COLUMN_END;
              case 'e' -> ITEM_MIDDLE;
              case 'q' -> '=';
              default -> ESCAPE;
            };
      }
      out.append(c);
    }
    return out.toString();
  }
}
