package io.diffy.agent.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Where a table puts its rows: bounded in time and size, and it remembers what is missing. */
final class TableRows {
  private static final int SHARES = 4;
  private static final int SHORT = 256;
  private static final int FILES_OF_ONE = 4;

  /** What a cell takes beside its characters. */
  static final int CELL = 24;

  private final OsqueryTable table;
  private final Constraints constraints;
  private final QueryLimits limits;
  private final Deadline deadline;
  private final boolean[] seen;
  private final List<String[]> rows = new ArrayList<>();
  private final Set<String> missing = new LinkedHashSet<>();
  private final Map<String, Long> spent = new HashMap<>();
  private final Map<String, Long> read = new HashMap<>();
  private String owner = "0";
  private long characters;

  TableRows(OsqueryTable table, Constraints constraints, QueryLimits limits, Deadline deadline) {
    this.table = table;
    this.constraints = constraints;
    this.limits = limits;
    this.deadline = deadline;
    this.seen = constraints.seen(table);
  }

  /** What the query says about the rows it wants. */
  Constraints constraints() {
    return constraints;
  }

  /** Adds a row: one value per column, in the table's order; null where osquery has no value. */
  void add(String... values) throws IOException {
    if (values.length != table.columns().size()) {
      throw new IllegalArgumentException(
          table.name() + " has " + table.columns().size() + " columns, not " + values.length);
    }
    deadline.check();
    long share = owner.equals("0") ? limits.cells() : limits.cells() / SHARES;
    long before = spent.getOrDefault(owner, 0L);
    boolean poor = !owner.equals("0") && before > share / SHARES;
    long cost = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = Cell.bounded(values[i], poor ? SHORT : Cell.LONGEST);
      cost += CELL + (values[i] == null ? 0 : values[i].length());
    }
    if (before + cost > share && share < limits.cells()) {
      missing.add(
          "%s: user %s has more than a quarter of what one answer holds; the rest of it is left out"
              .formatted(table.name(), owner));
      return;
    }
    spent.put(owner, before + cost);
    characters += cost;
    if (rows.size() >= limits.rows()) {
      throw new Full(table.name() + " has more than " + limits.rows() + " rows");
    }
    if (characters > limits.cells()) {
      throw new Full(table.name() + " has more than " + limits.cells() + " characters");
    }
    rows.add(values);
  }

  /**
   * Says whose rows come next. A user who isn't root has a quarter of the answer for all of them,
   * and short cells when most of that is spent.
   */
  void chargeTo(String uid) {
    owner = uid;
  }

  /** Adds a row, of which only those cells are made that the query can see. */
  void addSeen(UnaryOperator<String> cells) throws IOException {
    String[] values = new String[seen.length];
    for (int i = 0; i < seen.length; i++) {
      values[i] = seen[i] ? cells.apply(table.columns().get(i).name()) : null;
    }
    add(values);
  }

  /** Whether root's rows come next. */
  boolean areRoots() {
    return owner.equals("0");
  }

  /**
   * Whether the user whose rows come next may have so many bytes more read: four times the longest
   * file, all together. Root's are not counted.
   */
  boolean mayRead(long bytes) {
    return areRoots() || read.merge(owner, bytes, Long::sum) <= FILES_OF_ONE * limits.hashedFile();
  }

  /** Adds a row of named values; a column that has none is one where osquery has no value. */
  void add(Map<String, String> values) throws IOException {
    add(table.columns().stream().map(column -> values.get(column.name())).toArray(String[]::new));
  }

  /** Room for the same table, filled for several queries. */
  TableRows alike(Root root, OsqueryTable.Reader reader) throws IOException {
    TableRows all = new TableRows(table, constraints, limits, deadline);
    try {
      reader.read(root, all);
    } catch (Full e) {
      all.partial(e.getMessage());
    }
    return all;
  }

  /** Takes over what was read for several. */
  void take(TableRows read) {
    rows.addAll(read.rows);
    missing.addAll(read.missing);
  }

  /** Says that rows are missing, and why: the answer will be {@code truncated}. */
  void partial(String reason) {
    missing.add(reason);
  }

  /** For loops that add no row for long. */
  void checkTime() throws IOException {
    deadline.check();
  }

  QueryLimits limits() {
    return limits;
  }

  List<String[]> all() {
    return rows;
  }

  Set<String> missing() {
    return missing;
  }

  /** No more rows are taken: ends the reading, keeps what was read. */
  static final class Full extends IOException {
    private static final long serialVersionUID = 1L;

    Full(String message) {
      super(message);
    }
  }
}
