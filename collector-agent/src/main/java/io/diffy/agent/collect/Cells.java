package io.diffy.agent.collect;

import io.diffy.schemas.Row;
import io.diffy.schemas.text.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bounds the cells of rows. */
final class Cells {
  static final int MAX_CHARS = 64 * 1024;

  private Cells() {}

  /**
   * Cuts cells of more than {@link #MAX_CHARS} characters. The mark at the end says how much is
   * gone, and has the hash of it: two long cells that differ behind the cut still differ.
   */
  static List<Map<String, String>> bound(List<Map<String, String>> rows) {
    List<Map<String, String>> bounded = new ArrayList<>(rows.size());
    for (Map<String, String> row : rows) {
      if (fits(Row.of(row))) {
        bounded.add(row);
      } else {
        Map<String, String> shorter = new LinkedHashMap<>(row);
        shorter.replaceAll((column, cell) -> cut(cell));
        bounded.add(shorter);
      }
    }
    return bounded;
  }

  private static boolean fits(Row row) {
    for (int i = 0; i < row.size(); i++) {
      if (row.value(i).length() > MAX_CHARS) {
        return false;
      }
    }
    return true;
  }

  /** The first 32 hexadecimal digits of the text's SHA-256. */
  static String digest(String text) {
    return Hashing.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
  }

  private static String cut(String cell) {
    if (cell.length() <= MAX_CHARS) {
      return cell;
    }
    int end = Character.isHighSurrogate(cell.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
    String rest = cell.substring(end);
    return "%s… (%s more characters, sha256 %s…)"
        .formatted(cell.substring(0, end), rest.length(), digest(rest));
  }
}
