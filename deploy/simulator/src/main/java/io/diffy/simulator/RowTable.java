package io.diffy.simulator;

import io.diffy.schemas.text.Resource;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one query as a template: a resource of tab-separated lines. The first line names the
 * columns; {@code column=text} stands for a column whose cells are all made of that text. The first
 * cell of each other line says when the row is there: words joined by commas, all of which must
 * hold (see {@link SimulatedMoment#holds}).
 *
 * @param query the query's name in the shipped pack
 * @param columns the columns, in the order of a row
 * @param lines one per row, or per kind of row
 */
record RowTable(String query, List<String> columns, List<Line> lines) {
  /** Each line once for every processor of the host. */
  static final String PER_CPU = "per-cpu";

  private static final String ALWAYS = "*";

  /**
   * A row before its placeholders are filled.
   *
   * @param number its place in the file
   * @param conditions the words that must hold; empty: always there
   * @param perCpu whether it stands once for every processor
   * @param cells one per column
   */
  record Line(int number, List<String> conditions, boolean perCpu, List<String> cells) {}

  static boolean isThere(String query) {
    return RowTable.class.getResource(resource(query)) != null;
  }

  static RowTable load(String query) {
    return parse(query, Resource.text(RowTable.class, resource(query)).lines().toList());
  }

  private static String resource(String query) {
    return "/simulation/" + query + ".tsv";
  }

  private static RowTable parse(String query, List<String> text) {
    List<String> header = cells(text.get(0));
    List<String> columns = new ArrayList<>();
    List<String> defaults = new ArrayList<>();
    for (String title : header.subList(1, header.size())) {
      int equals = title.indexOf('=');
      columns.add(equals < 0 ? title : title.substring(0, equals));
      defaults.add(equals < 0 ? "" : title.substring(equals + 1));
    }
    List<Line> lines = new ArrayList<>();
    for (int number = 1; number < text.size(); number++) {
      lines.add(line(number, cells(text.get(number)), defaults));
    }
    return new RowTable(query, List.copyOf(columns), List.copyOf(lines));
  }

  private static Line line(int number, List<String> given, List<String> defaults) {
    List<String> conditions = new ArrayList<>(List.of(given.get(0).split(",", -1)));
    conditions.remove(ALWAYS);
    boolean perCpu = conditions.remove(PER_CPU);
    List<String> cells = new ArrayList<>(given.subList(1, given.size()));
    cells.addAll(defaults.subList(cells.size(), defaults.size()));
    return new Line(number, List.copyOf(conditions), perCpu, List.copyOf(cells));
  }

  private static List<String> cells(String line) {
    return List.of(line.split("\t", -1));
  }
}
