package io.diffy.simulator;

import io.diffy.schemas.packfile.TriagePack;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The templates of all queries, and the rows a healthy host makes of them. */
final class RowTables {
  private static final String PROCESSES = "processes";

  /** Of each query of the pack that has a template; processes first: the others name some. */
  private static final List<RowTable> ALL =
      TriagePack.load().queries().keySet().stream()
          .filter(RowTable::isThere)
          .sorted(Comparator.comparing((String query) -> !query.equals(PROCESSES)))
          .map(RowTable::load)
          .toList();

  /** Of a process: filled in from the process that the row's name says. */
  private static final String OF_PROCESS = "{process}";

  /** A host that is still being set up has this share of its packages. */
  private static final double NEWBORN_PACKAGES = 0.6;

  private RowTables() {}

  /** The names of the queries, sorted. */
  static List<String> queries() {
    return ALL.stream().map(RowTable::query).sorted().toList();
  }

  static List<String> columns(String query) {
    return ALL.stream()
        .filter(table -> table.query().equals(query))
        .findFirst()
        .orElseThrow()
        .columns();
  }

  /** What a host without any attack answers. */
  static HostRows of(SimulatedMoment moment) {
    HostRows rows = new HostRows();
    Map<String, Map<String, String>> processes = new TreeMap<>();
    for (RowTable table : ALL) {
      List<Map<String, String>> answer = rows.answer(table.query());
      for (RowTable.Line line : table.lines()) {
        if (isThere(table, line, moment)) {
          int repeats = line.perCpu() ? moment.host().processors() : 1;
          for (int repeat = 0; repeat < repeats; repeat++) {
            answer.add(row(table, line, repeat, moment, processes));
          }
        }
      }
      if (table.query().equals(PROCESSES)) {
        makePidsDistinct(answer);
        answer.forEach(process -> processes.putIfAbsent(process.get("name"), process));
      }
      // A socket or port of a process that is not there is not there either.
      answer.removeIf(row -> row.containsValue(OF_PROCESS));
    }
    return rows;
  }

  private static void makePidsDistinct(List<Map<String, String>> processes) {
    Set<String> taken = new HashSet<>();
    for (Map<String, String> process : processes) {
      int pid = Integer.parseInt(process.get("pid"));
      while (!taken.add(Integer.toString(pid))) {
        pid++;
      }
      process.put("pid", Integer.toString(pid));
    }
  }

  private static boolean isThere(RowTable table, RowTable.Line line, SimulatedMoment moment) {
    if (moment.is(Oddity.NEWBORN.word()) && isLate(table, line)) {
      return false;
    }
    return moment.holds(line.conditions(), table.query() + line.number());
  }

  /** What the last minutes of a host's setting up bring. */
  private static boolean isLate(RowTable table, RowTable.Line line) {
    boolean application = line.conditions().stream().anyMatch(Profile::isWord);
    return switch (table.query()) {
      case "deb_packages" -> application || line.number() > NEWBORN_PACKAGES * table.lines().size();
      case "processes", "listening_ports", "process_open_sockets", "ld_preload", "systemd_units" ->
          application;
      default -> false;
    };
  }

  private static Map<String, String> row(
      RowTable table,
      RowTable.Line line,
      int repeat,
      SimulatedMoment moment,
      Map<String, Map<String, String>> processes) {
    Map<String, String> row = new LinkedHashMap<>();
    CellTemplate filling = new CellTemplate(moment, table.query() + line.number(), repeat, row);
    for (int i = 0; i < table.columns().size(); i++) {
      String column = table.columns().get(i);
      String cell = line.cells().get(i);
      row.put(
          column, cell.equals(OF_PROCESS) ? ofProcess(column, row, processes) : filling.fill(cell));
    }
    if (row.containsKey("remote_port") && row.get("name").isEmpty()) {
      row.put("state", "TIME_WAIT");
    }
    return row;
  }

  private static String ofProcess(
      String column, Map<String, String> row, Map<String, Map<String, String>> processes) {
    String name = row.get("name");
    if (name.isEmpty()) {
      return column.equals("pid") ? "-1" : "";
    }
    Map<String, String> process = processes.get(name);
    return process == null ? OF_PROCESS : process.get(column);
  }
}
