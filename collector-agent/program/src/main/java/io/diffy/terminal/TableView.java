package io.diffy.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * An aligned table that fits a width. Every cell passes {@link Terminal#safe}; flexible columns
 * give way when the table is too wide; a row may carry notes, wrapped below it.
 */
public final class TableView {
  private static final String GAP = "  ";
  private static final String INDENT = "    ";
  private static final int NARROWEST_FLEXIBLE = 12;

  private final List<Column> columns = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  /** Columns as wide as their widest cell. */
  public TableView column(String... titles) {
    return add(false, false, titles);
  }

  /** Columns of numbers: flush right. */
  public TableView number(String... titles) {
    return add(true, false, titles);
  }

  /** Columns whose cells are cut when the table would be too wide. */
  public TableView flexible(String... titles) {
    return add(false, true, titles);
  }

  /** The same for names, which often differ at their end only: they are cut in the middle. */
  public TableView names(String... titles) {
    for (String title : titles) {
      columns.add(new Column(title, false, true, true));
    }
    return this;
  }

  private TableView add(boolean right, boolean flexible, String... titles) {
    for (String title : titles) {
      columns.add(new Column(title, right, flexible, false));
    }
    return this;
  }

  public TableView row(Style style, List<String> cells) {
    return row(style, cells, List.of());
  }

  /** A row, and what there is to say about it on the lines below. */
  public TableView row(Style style, List<String> cells, List<String> notes) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells for " + columns.size() + " columns");
    }
    rows.add(
        new Row(
            style,
            cells.stream().map(Terminal::safe).toList(),
            notes.stream().map(Terminal::safe).toList()));
    return this;
  }

  public void print(Screen screen) {
    int[] widths = fit(screen.width());
    List<String> titles = columns.stream().map(Column::title).toList();
    screen.out().println(Style.BOLD.apply(line(titles, widths), screen.colour()));
    for (Row row : rows) {
      screen.out().println(row.style.apply(line(row.cells, widths), screen.colour()));
      for (String note : row.notes) {
        Terminal.wrap(note, screen.width() - INDENT.length())
            .forEach(line -> screen.out().println(INDENT + line));
      }
    }
    screen.out().flush();
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell =
          columns.get(i).name
              ? Terminal.middle(cells.get(i), widths[i])
              : Terminal.cut(cells.get(i), widths[i]);
      String padding = " ".repeat(widths[i] - Terminal.width(cell));
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).right ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  /** Natural widths, then one column at a time off the widest flexible one until it fits. */
  private int[] fit(int available) {
    int[] widths = new int[columns.size()];
    int total = GAP.length() * (columns.size() - 1);
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Terminal.width(columns.get(i).title);
      for (Row row : rows) {
        widths[i] = Math.max(widths[i], Terminal.width(row.cells.get(i)));
      }
      // A cell of a megabyte must not make the loop below run a million times.
      widths[i] = Math.min(widths[i], available);
      total += widths[i];
    }
    for (int widest = widestFlexible(widths); total > available && widest >= 0; total--) {
      widths[widest]--;
      widest = widestFlexible(widths);
    }
    return widths;
  }

  private int widestFlexible(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      boolean canShrink = columns.get(i).flexible && widths[i] > NARROWEST_FLEXIBLE;
      if (canShrink && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  private record Column(String title, boolean right, boolean flexible, boolean name) {}

  private record Row(Style style, List<String> cells, List<String> notes) {}
}
