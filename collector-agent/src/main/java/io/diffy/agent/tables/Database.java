package io.diffy.agent.tables;

import io.diffy.agent.collect.QueryAnswer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/** One query's own SQLite, in memory: osquery's tables, empty until they are filled. */
final class Database implements AutoCloseable {
  private static final int STEPS_BETWEEN_LOOKS = 100_000;
  private static final int LONGEST_VALUE = 16 << 20;

  private final Connection connection;
  private final QueryLimits limits;

  Database(Collection<OsqueryTable> tables, QueryLimits limits, Deadline deadline)
      throws SQLException, Unavailable {
    NativeSqlite.load();
    this.limits = limits;
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

  /** Columns that the query can't see stay empty. */
  void fill(OsqueryTable table, List<String[]> rows, Constraints constraints) throws SQLException {
    boolean[] seen = new boolean[table.columns().size()];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = constraints.mentions(table.columns().get(i).name());
    }
    String marks = String.join(",", Collections.nCopies(table.columns().size(), "?"));
    String insert = "INSERT INTO " + quoted(table.name()) + " VALUES (" + marks + ")";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      for (String[] row : rows) {
        for (int i = 0; i < row.length; i++) {
          statement.setString(i + 1, seen[i] ? row[i] : null);
        }
        statement.executeUpdate();
      }
    }
  }

  /** Runs the query; values as osqueryi prints them, columns in alphabetical order. */
  QueryAnswer answer(String sql) throws SQLException {
    List<Map<String, String>> rows = new ArrayList<>();
    long characters = 0;
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        Map<String, String> row = row(result);
        for (String value : row.values()) {
          characters += TableRows.CELL + value.length();
        }
        if (rows.size() >= limits.rows() || characters > limits.cells()) {
          return QueryAnswer.truncated(
              "the answer has more than " + rows.size() + " rows that fit its limits", rows);
        }
        rows.add(row);
      }
    }
    return QueryAnswer.ok(rows);
  }

  private static Map<String, String> row(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    Map<String, String> row = new TreeMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String value = result.getString(i);
      row.put(columns.getColumnLabel(i), value == null ? "" : value);
    }
    return row;
  }

  private static String declaration(OsqueryTable table) {
    return table.columns().stream()
        .map(column -> quoted(column.name()) + " " + column.type())
        .collect(Collectors.joining(", ", "CREATE TABLE " + quoted(table.name()) + " (", ")"));
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
