package io.diffy.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything one host answers at one collection: query to rows. Attacks change it. */
final class HostRows {
  private final SortedMap<String, List<Map<String, String>>> byQuery = new TreeMap<>();

  /** Starts a query's answer, which may stay empty. */
  List<Map<String, String>> answer(String query) {
    return byQuery.computeIfAbsent(query, q -> new ArrayList<>());
  }

  SortedMap<String, List<Map<String, String>>> byQuery() {
    return byQuery;
  }

  /**
   * Adds a row with the columns of the query's table: those given, and empty text for the others.
   */
  void add(String query, Map<String, String> cells) {
    Map<String, String> row = new LinkedHashMap<>();
    RowTables.columns(query).forEach(column -> row.put(column, cells.getOrDefault(column, "")));
    answer(query).add(row);
  }

  /** Removes the rows that have these cells. */
  void remove(String query, Map<String, String> cells) {
    answer(query).removeIf(row -> row.entrySet().containsAll(cells.entrySet()));
  }

  /** Writes other cells into the rows that have these; returns the first one as it was. */
  Map<String, String> change(
      String query, Map<String, String> cells, Map<String, String> otherCells) {
    Map<String, String> before = Map.of();
    for (Map<String, String> row : answer(query)) {
      if (row.entrySet().containsAll(cells.entrySet())) {
        before = before.isEmpty() ? Map.copyOf(row) : before;
        row.putAll(otherCells);
      }
    }
    return before;
  }
}
