package io.diffy.agent.tables;

import io.diffy.agent.collect.QueryAnswer;
import io.diffy.schemas.Row;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/** One query's own SQLite, in memory: osquery's tables, empty until they are filled. */
final class Database implements AutoCloseable {
  private static final int STEPS_BETWEEN_LOOKS = 100_000;
  private static final int LONGEST_VALUE = 16 << 20;
  private static final int ROWS_AT_ONCE = 200;

  private final Connection connection;
  private final QueryLimits limits;
  private final Constraints constraints;

  /**
   * @param constraints say what the query can see: nothing else is declared
   */
  Database(
      Collection<OsqueryTable> tables,
      Constraints constraints,
      QueryLimits limits,
      Deadline deadline)
      throws SQLException, Unavailable {
    NativeSqlite.load();
    this.limits = limits;
    this.constraints = constraints;
    // Else the driver asks after each row for the key that it got.
    this.connection =
        DriverManager.getConnection("jdbc:sqlite::memory:?jdbc.get_generated_keys=false");
    connection
        .unwrap(SQLiteConnection.class)
        .setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
    ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS, new StopAt(deadline));
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (OsqueryTable table : tables) {
        statement.execute(declaration(table));
      }
    }
  }

  /** The tables that SQLite would open to answer, as its own compiler sees it. */
  Set<String> tablesOf(String sql) throws SQLException {
    Set<Integer> opened = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet steps = statement.executeQuery("EXPLAIN " + sql)) {
      while (steps.next()) {
        if (steps.getString("opcode").equals("OpenRead")) {
          opened.add(steps.getInt("p2"));
        }
      }
    }
    Set<String> names = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet tables = statement.executeQuery("SELECT name, rootpage FROM sqlite_schema")) {
      while (tables.next()) {
        if (opened.contains(tables.getInt("rootpage"))) {
          names.add(tables.getString("name"));
        }
      }
    }
    return names;
  }

  void fill(OsqueryTable table, List<String[]> rows) throws SQLException {
    int[] columns = declared(table);
    String marks = String.join(",", Collections.nCopies(columns.length, "?"));
    String insert = "INSERT INTO " + quoted(table.name()) + " VALUES (" + marks + ")";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      int waiting = 0;
      for (String[] row : rows) {
        for (int i = 0; i < columns.length; i++) {
          statement.setString(i + 1, row[columns[i]]);
        }
        statement.addBatch();
        if (++waiting == ROWS_AT_ONCE) {
          statement.executeBatch();
          waiting = 0;
        }
      }
      statement.executeBatch();
    }
  }

  /** Runs the query; values as osqueryi prints them, columns in alphabetical order. */
  QueryAnswer answer(String sql) throws SQLException {
    List<Map<String, String>> rows = new ArrayList<>();
    long characters = 0;
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      // Of two columns with one name the last counts.
      Map<String, Integer> places = new TreeMap<>();
      ResultSetMetaData columns = result.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        places.put(columns.getColumnLabel(i), i);
      }
      String[] names = places.keySet().toArray(String[]::new);
      int[] order = places.values().stream().mapToInt(place -> place).toArray();
      while (result.next()) {
        String[] values = new String[order.length];
        for (int i = 0; i < order.length; i++) {
          values[i] = Objects.requireNonNullElse(result.getString(order[i]), "");
          characters += TableRows.CELL + values[i].length();
        }
        if (rows.size() >= limits.rows() || characters > limits.cells()) {
          return QueryAnswer.truncated(
              "the answer has more than " + rows.size() + " rows that fit its limits", rows);
        }
        rows.add(new Row(names, values));
      }
    }
    return QueryAnswer.ok(rows);
  }

  private String declaration(OsqueryTable table) {
    return Arrays.stream(declared(table))
        .mapToObj(table.columns()::get)
        .map(column -> quoted(column.name()) + " " + column.type())
        .collect(Collectors.joining(", ", "CREATE TABLE " + quoted(table.name()) + " (", ")"));
  }

  /** The places of a table's columns that the query can see; of none the first, for its rows. */
  private int[] declared(OsqueryTable table) {
    boolean[] seen = constraints.seen(table);
    int[] places = IntStream.range(0, seen.length).filter(i -> seen[i]).toArray();
    return places.length == 0 ? new int[1] : places;
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  @Override
  public void close() throws SQLException {
    ProgressHandler.clearHandler(connection);
    connection.close();
  }

  private static final class StopAt extends ProgressHandler {
    private final Deadline deadline;

    StopAt(Deadline deadline) {
      this.deadline = deadline;
    }

    @Override
    protected int progress() {
      return deadline.passed() ? 1 : 0;
    }
  }
}
