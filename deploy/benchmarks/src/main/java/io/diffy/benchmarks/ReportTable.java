package io.diffy.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** A table as Markdown, its columns aligned so that it reads on a screen too. */
final class ReportTable {
  private final List<String> titles;
  private final List<List<String>> rows = new ArrayList<>();

  ReportTable(String... titles) {
    this.titles = List.of(titles);
  }

  void row(String... cells) {
    if (cells.length != titles.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + titles);
    }
    rows.add(List.of(cells));
  }

  /** One line of text per row, the first column flush left and the others flush right. */
  List<String> lines() {
    int[] widths = new int[titles.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = titles.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(titles, widths));
    StringBuilder rule = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      rule.append("-".repeat(widths[i] + (i == 0 ? 2 : 1))).append(i == 0 ? "|" : ":|");
    }
    lines.add(rule.toString());
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      line.append(' ').append(i == 0 ? cells.get(i) + padding : padding + cells.get(i));
      line.append(" |");
    }
    return line.toString();
  }
}
