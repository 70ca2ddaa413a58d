package io.diffy.schemas.packfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the packs and the schema of osquery itself; needs -Dshared.data=DIR with them. */
class PackConformanceTest {
  /** osquery's own test of a file that is not JSON, comments or not. */
  private static final String MEANT_TO_BE_BROKEN = "test_killswitch_incorrect_key.conf";

  private static final Pattern TABLE =
      Pattern.compile(
          "(?i)\\b(?:FROM|JOIN)\\s+(\\w+)(?:\\s+(?!JOIN|LEFT|CROSS|WHERE|UNION|USING)(\\w+))?");
  private static final Pattern WORD =
      Pattern.compile("\\b(?:(\\w+)\\.)?([a-zA-Z_]\\w*)\\b(?!\\s*\\()");
  private static final Set<String> SQL_WORDS =
      Set.of(
          "SELECT",
          "DISTINCT",
          "FROM",
          "LEFT",
          "CROSS",
          "JOIN",
          "USING",
          "ON",
          "IS",
          "NULL",
          "WHERE",
          "AND",
          "OR",
          "NOT",
          "IN",
          "LIKE",
          "UNION",
          "AS",
          "TEXT",
          "GLOB",
          "CASE",
          "WHEN",
          "THEN",
          "ELSE",
          "END");

  private Path osquery;

  @BeforeEach
  void findData() {
    String data = System.getProperty("shared.data", "");
    assumeTrue(!data.isEmpty(), "needs -Dshared.data=DIR with DIR/osquery");
    osquery = Path.of(data, "osquery");
  }

  @Test
  void readsEveryPackAndConfig() throws IOException {
    int queries = 0;
    for (Path file : files(".conf")) {
      if (file.endsWith(MEANT_TO_BE_BROKEN)) {
        continue;
      }
      for (Pack pack : PackReader.read(file).all()) {
        queries += pack.queries().size();
      }
    }
    assertTrue(queries > 400, queries + " queries");
  }

  @Test
  void saysWhereABrokenConfigIsBroken() throws IOException {
    Path broken =
        files(".conf").stream()
            .filter(f -> f.endsWith(MEANT_TO_BE_BROKEN))
            .findFirst()
            .orElseThrow();

    MalformedPack problem = assertThrows(MalformedPack.class, () -> PackReader.read(broken));

    assertTrue(problem.getMessage().contains(": line 3: not JSON"), problem.getMessage());
  }

  @Test
  void theShippedPacksNameOnlyTablesAndColumnsOfOsqueryAndOurOwn() throws IOException {
    Map<String, Set<String>> columnsOf = linuxSchema();
    for (PackQuery query : ShippedPacks.all().queries().values()) {
      checkColumns(query.name(), query.sql(), columnsOf);
      if (!query.appliesIf().isEmpty()) {
        checkColumns(query.name(), query.appliesIf(), columnsOf);
      }
    }
  }

  /** Words of the SQL outside of texts must be SQL, tables, aliases, or columns of its tables. */
  private static void checkColumns(String name, String text, Map<String, Set<String>> columnsOf) {
    String sql = text.replaceAll("'[^']*'", "''");
    Map<String, String> tableOf = new HashMap<>();
    Set<String> known = new TreeSet<>(SQL_WORDS);
    for (MatchResult match : TABLE.matcher(sql).results().toList()) {
      String table = match.group(1);
      assertTrue(columnsOf.containsKey(table), name + ": osquery has no table " + table);
      tableOf.put(table, table);
      if (match.group(2) != null) {
        tableOf.put(match.group(2), table);
      }
      known.addAll(columnsOf.get(table));
    }
    assertFalse(tableOf.isEmpty(), name);
    known.addAll(tableOf.keySet());
    Pattern.compile("\\bAS (\\w+)").matcher(sql).results().forEach(m -> known.add(m.group(1)));
    for (MatchResult match : WORD.matcher(sql).results().toList()) {
      String column = match.group(2);
      if (match.group(1) != null) {
        Set<String> columns = columnsOf.get(tableOf.get(match.group(1)));
        assertTrue(columns.contains(column), name + ": no column " + match.group());
      } else {
        assertTrue(known.contains(column), name + ": unknown word " + column);
      }
    }
  }

  @Test
  void identityAndVolatileColumnsExistInTheShippedPacksTables() throws IOException {
    Map<String, Set<String>> columnsOf = linuxSchema();
    for (PackQuery query : ShippedPacks.all().queries().values()) {
      Set<String> columns = new HashSet<>();
      TABLE
          .matcher(query.sql())
          .results()
          .forEach(match -> columns.addAll(columnsOf.get(match.group(1))));
      Set<String> unknown = new TreeSet<>(query.identity());
      unknown.addAll(query.volatileColumns());
      unknown.removeAll(columns);
      assertEquals(Set.of(), unknown, query.name());
    }
  }

  private Map<String, Set<String>> linuxSchema() throws IOException {
    JsonNode tables =
        new ObjectMapper()
            .readTree(osquery.resolve("jmpsec-osctrl/osquery-schema-5.22.1.json").toFile());
    Map<String, Set<String>> columnsOf = new HashMap<>();
    for (JsonNode table : tables) {
      if (table.get("platforms").toString().contains("linux")) {
        Set<String> columns = new HashSet<>();
        table.get("columns").forEach(column -> columns.add(column.get("name").asText()));
        columnsOf.put(table.get("name").asText(), columns);
      }
    }
    columnsOf.put(
        "changed_package_files", Set.of("path", "package", "version", "arch", "recorded", "md5"));
    columnsOf.put("hidden_modules", Set.of("name", "state", "taint"));
    columnsOf.put("hidden_processes", Set.of("pid", "name", "uid"));
    columnsOf.put("nftables", Set.of("family", "table_name", "chain", "rule"));
    return columnsOf;
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> all = Files.walk(osquery)) {
      return all.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }
}
