package io.diffy.replay;

import io.diffy.view.Wildcard;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is looked for in rows: all of these columns with these values, and a hash in any column.
 *
 * @param hash in lower case; empty: none
 */
public record SoughtRow(List<Cell> cells, Optional<String> hash) {

  /** A column and its value; {@code *} stands for any text in both. */
  public record Cell(Wildcard column, Wildcard value) {

    /**
     * {@code path=/tmp/x}.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Cell parse(String text) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is not column=value, such as path=/tmp/x or name=nc*");
      }
      return new Cell(
          new Wildcard(text.substring(0, equals)), new Wildcard(text.substring(equals + 1)));
    }
  }

  /** A hash as a person may have copied it. */
  public static String hash(String text) {
    String hash = text.strip().toLowerCase(Locale.ROOT);
    if (!hash.matches("[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no MD5, SHA-1 or SHA-256 in hexadecimal digits");
    }
    return hash;
  }

  /** Whether a row holds it all. */
  public boolean isIn(Map<String, String> row) {
    return cells.stream().allMatch(cell -> holds(cell, row))
        && hash.map(h -> row.values().stream().anyMatch(h::equalsIgnoreCase)).orElse(true);
  }

  private static boolean holds(Cell cell, Map<String, String> row) {
    if (!cell.column().isOpen()) {
      String value = row.get(cell.column().pattern());
      return value != null && cell.value().test(value);
    }
    return row.entrySet().stream()
        .anyMatch(e -> cell.column().test(e.getKey()) && cell.value().test(e.getValue()));
  }
}
