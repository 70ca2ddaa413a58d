package io.diffy.acceptance.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.agent.collect.QueryAnswer;
import io.diffy.agent.tables.BuiltInSource;
import io.diffy.agent.tables.QueryLimits;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.pack.PackQuery;
import java.nio.file.Path;
import java.util.Map;

/** Asks this host's built-in tables: a line of JSON for each query. */
public final class AskTables {
  /** So that a test need not hash gigabytes to come to the end of a user's share. */
  private static final long HASHED = 4 << 20;

  private AskTables() {}

  /** Queries as arguments; each is asked twice, and the second answer is printed. */
  public static void main(String[] queries) {
    QueryLimits all = QueryLimits.DEFAULT;
    QueryLimits small = new QueryLimits(all.time(), all.rows(), all.cells(), HASHED);
    BuiltInSource source = new BuiltInSource(Path.of("/"), small);
    for (String sql : queries) {
      source.ask(PackQuery.of("q", sql, 3600));
      int before = Thread.activeCount();
      QueryAnswer answer = source.ask(PackQuery.of("q", sql, 3600));
      ObjectNode line = Json.mapper().createObjectNode();
      line.put("coverage", answer.coverage().name()).put("error", answer.error());
      line.put("threads", Thread.activeCount() - before);
      for (Map<String, String> row : answer.rows()) {
        ObjectNode cells = line.withArray("rows").addObject();
        row.forEach(cells::put);
      }
      System.out.println(Json.text(line));
    }
    System.exit(0); // whatever hangs
  }
}
