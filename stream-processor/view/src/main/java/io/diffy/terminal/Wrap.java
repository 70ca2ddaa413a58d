package io.diffy.terminal;

import java.util.ArrayList;
import java.util.List;

/** Breaks safe text into lines at spaces; a word longer than a line is cut hard. */
public final class Wrap {
  private static final int MOST_LINES = 6;

  private Wrap() {}

  /** At most six lines; the last one says when there is more. */
  public static List<String> lines(String safeText, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : safeText.split(" ", -1)) {
      if (line.length() > 0
          && Terminal.width(line.toString()) + 1 + Terminal.width(word) > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      if (lines.size() == MOST_LINES) {
        lines.set(MOST_LINES - 1, Terminal.cut(lines.get(MOST_LINES - 1) + " …", columns));
        return lines;
      }
      line.append(line.length() == 0 ? "" : " ").append(Terminal.cut(word, columns));
    }
    if (!line.toString().isBlank()) {
      lines.add(line.toString());
    }
    return lines;
  }
}
