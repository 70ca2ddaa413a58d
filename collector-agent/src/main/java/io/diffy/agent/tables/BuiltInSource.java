package io.diffy.agent.tables;

import io.diffy.agent.collect.QueryAnswer;
import io.diffy.agent.collect.RowSource;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.TableDefaults;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * osquery's tables without osquery: reads {@code /proc}, {@code /etc} and so on under a root
 * directory into SQLite and runs the query there. Safe for use from several threads.
 */
public final class BuiltInSource implements RowSource {
  /** How long a stuck system call may hold an answer up after its time is over. */
  private static final long GRACE_MILLIS = 2_000;

  /** So long, processes and sockets count as those of one moment. */
  private static final Duration MOMENT = Duration.ofSeconds(5);

  private static final Pattern NO_SUCH_TABLE = Pattern.compile("no such table: (.*)");
  private static final Pattern SQLITE_MESSAGE =
      Pattern.compile("\\[SQLITE_\\w+\\].*?\\((.*)\\)", Pattern.DOTALL);

  private final Root root;
  private final QueryLimits limits;

  private ReadOnce moment;
  private long momentBegan;

  /** By SQL: a query that hangs is not asked again until it has ended. */
  private final Map<String, Thread> stuck = new ConcurrentHashMap<>();

  /**
   * @param root {@code /} for this host, or a directory that holds another host's files
   */
  public BuiltInSource(Path root) {
    this(root, QueryLimits.DEFAULT);
  }

  public BuiltInSource(Path root, QueryLimits limits) {
    this(root, limits, Clock.systemUTC());
  }

  /**
   * @param clock tells how long a file has not changed
   */
  BuiltInSource(Path root, QueryLimits limits, Clock clock) {
    this.root = new Root(root, new KeptHashes(clock));
    this.limits = limits;
  }

  @Override
  public String describe() {
    return "built-in Linux tables" + (root.isHost() ? "" : " under " + root);
  }

  /** The names of the tables that queries can use, in alphabetical order. */
  public static List<String> tables() {
    return BuiltInTables.names();
  }

  @Override
  public boolean answersAlone(PackQuery query) {
    return TableDefaults.tables(query.sql()).stream().anyMatch(BuiltInTables.OWN::contains);
  }

  /** Answers on a thread of its own, because a dead network mount can hold a read for ever. */
  @Override
  public QueryAnswer ask(PackQuery query) {
    return ask(query.sql(), deadline -> answer(query.sql(), deadline));
  }

  /** The same, and tells how many nanoseconds of CPU time the thread took that answered. */
  public QueryAnswer ask(PackQuery query, LongConsumer cpu) {
    return ask(
        query.sql(),
        deadline -> {
          QueryAnswer answer = answer(query.sql(), deadline);
          cpu.accept(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
          return answer;
        });
  }

  private QueryAnswer ask(String sql, Function<Deadline, QueryAnswer> answering) {
    stuck.values().removeIf(thread -> !thread.isAlive());
    if (stuck.containsKey(sql)) {
      return QueryAnswer.failed(
          "not asked: a file or command of this host still holds up the last answer");
    }
    Deadline deadline = new Deadline(limits.time());
    FutureTask<QueryAnswer> task = new FutureTask<>(() -> answering.apply(deadline));
    Thread thread = new Thread(task, "built-in-tables");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(limits.time().toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      stuck.put(sql, thread);
      return QueryAnswer.failed(
          deadline.message() + ": a file or command of this host does not answer");
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      return QueryAnswer.failed("interrupted while waiting for the answer");
    } catch (ExecutionException e) {
      return QueryAnswer.failed("the built-in tables failed: " + e.getCause());
    }
  }

  private QueryAnswer answer(String sql, Deadline deadline) {
    List<Sql.Token> tokens = Sql.tokens(sql);
    try {
      Sql.requireOneSelect(tokens);
      Constraints constraints = new Constraints(tokens);
      List<OsqueryTable> named =
          BuiltInTables.ALL.stream().filter(table -> constraints.names(table.name())).toList();
      try (Database database = new Database(named, constraints, limits, deadline)) {
        Set<String> missing = fill(database, sql, constraints, deadline);
        return whole(database.answer(sql), missing);
      }
    } catch (SQLException e) {
      return QueryAnswer.failed(deadline.passed() ? deadline.message() : explained(e));
    } catch (IOException e) {
      return QueryAnswer.failed(explained(e));
    }
  }

  private Set<String> fill(
      Database database, String sql, Constraints constraints, Deadline deadline)
      throws SQLException, IOException {
    Set<String> missing = new LinkedHashSet<>();
    Set<String> used = database.tablesOf(sql);
    Root now = root.forOneQuery(moment());
    for (OsqueryTable table : BuiltInTables.ALL) {
      if (used.contains(table.name())) {
        TableRows rows = new TableRows(table, constraints, limits, deadline);
        try {
          table.reader().read(now, rows);
        } catch (TableRows.Full e) {
          rows.partial(e.getMessage());
        }
        database.fill(table, rows.all());
        constraints.join(table, rows.all());
        missing.addAll(rows.missing());
      }
    }
    return missing;
  }

  /** A new one when the last is over. */
  private synchronized ReadOnce moment() {
    long now = System.nanoTime();
    if (moment == null || now - momentBegan > MOMENT.toNanos()) {
      moment = new ReadOnce();
      momentBegan = now;
    }
    return moment;
  }

  private static QueryAnswer whole(QueryAnswer answer, Set<String> missing) {
    if (missing.isEmpty()) {
      return answer;
    }
    Set<String> reasons = new LinkedHashSet<>(missing);
    if (answer.coverage() != Coverage.OK) {
      reasons.add(answer.error());
    }
    return QueryAnswer.truncated(String.join("; ", reasons), answer.rows());
  }

  private static String explained(SQLException e) {
    Matcher sqlite = SQLITE_MESSAGE.matcher(String.valueOf(e.getMessage()));
    String message = sqlite.matches() ? sqlite.group(1) : String.valueOf(e.getMessage());
    if (NO_SUCH_TABLE.matcher(message).matches()) {
      return message
          + " (built-in tables answer: "
          + String.join(", ", tables())
          + "; install osquery for it)";
    }
    return message;
  }

  private static String explained(IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " " + missing.getReason();
    }
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile() + " can't be read: permission denied, run as root";
    }
    return e.getMessage();
  }
}
