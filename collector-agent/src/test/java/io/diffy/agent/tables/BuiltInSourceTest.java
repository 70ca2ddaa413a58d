package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.collect.QueryAnswer;
import io.diffy.schemas.Coverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How queries are answered, whatever the table. */
class BuiltInSourceTest {
  private FakeHost host;

  @BeforeEach
  void aCompleteHost() throws IOException {
    host = FakeHost.complete();
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  @Test
  void joinsAsOsqueryDoes() {
    QueryAnswer answer =
        host.ask(
            "SELECT DISTINCT l.port, l.address, p.name FROM listening_ports l"
                + " LEFT JOIN processes p USING (pid) WHERE l.family IN (2,10) ORDER BY l.port");
    assertEquals(
        QueryAnswer.ok(
            List.of(
                Map.of("port", "22", "address", "::1", "name", ""),
                Map.of("port", "80", "address", "0.0.0.0", "name", "nginx"))),
        answer);
  }

  @Test
  void printsValuesAsOsqueryiDoes() {
    QueryAnswer answer =
        host.ask("SELECT 1 AS b, 0.5 AS a, NULL AS d, 'x' AS c, 'y' AS c, x'6869' AS e");
    assertEquals("[{a=0.5, b=1, c=y, d=, e=hi}]", answer.rows().toString());
    assertEquals(Coverage.OK, answer.coverage());
  }

  @Test
  void comparesNumbersAsNumbers() {
    assertEquals(
        "[{username=nobody}]",
        host.ask("SELECT username FROM users WHERE uid > 100").rows().toString());
  }

  @Test
  void namesTheTablesItHasWhenOneIsMissing() {
    QueryAnswer answer = host.ask("SELECT * FROM rpm_packages");
    assertEquals(Coverage.ERROR, answer.coverage());
    assertTrue(
        answer
            .error()
            .startsWith("no such table: rpm_packages (built-in tables answer: authorized"),
        answer.error());
    assertTrue(answer.error().endsWith("; install osquery for it)"), answer.error());
  }

  @Test
  void givesSqlitesOwnMessageForWrongSql() {
    assertEquals(QueryAnswer.failed("no such column: nope"), host.ask("SELECT nope FROM users"));
    assertEquals(
        QueryAnswer.failed("near \"users\": syntax error"), host.ask("SELECT uid FRM users"));
  }

  @Test
  void readsOnlyTheTablesThatTheQueryOpens() throws IOException {
    host.remove("/proc/modules");
    assertEquals(
        Coverage.OK,
        host.ask("SELECT 'kernel_modules' AS x, uid AS iptables FROM users -- hash").coverage());
    assertEquals(
        QueryAnswer.failed(
            "/proc/modules does not exist: this kernel or container shows no modules"),
        host.ask("WITH m AS (SELECT * FROM \"kernel_modules\") SELECT * FROM m"));
  }

  @Test
  void runsNothingButOneSelect() {
    for (String sql :
        List.of("DELETE FROM users", "ATTACH '/etc/passwd' AS x", "PRAGMA user_version", "")) {
      assertEquals(
          QueryAnswer.failed("only queries that start with SELECT or WITH can be asked"),
          host.ask(sql));
    }
    assertEquals(
        QueryAnswer.failed("only one statement can be asked: split it into several queries"),
        host.ask("SELECT 1; SELECT 2"));
    assertEquals(Coverage.OK, host.ask(" -- why\n SELECT ';' FROM users; /* end */").coverage());
  }

  @Test
  void stopsAQueryThatDoesNotEnd() {
    String endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            + "SELECT count(*) FROM n";
    assertEquals(
        QueryAnswer.failed("the query did not finish within 0.2 s"),
        host.ask(endless, new QueryLimits(Duration.ofMillis(200), 200_000, 64L << 20, 1)));
  }

  @Test
  void cutsAnswersThatAreTooLong() {
    QueryAnswer table = host.ask("SELECT username FROM users", limitedTo(2));
    assertEquals(Coverage.TRUNCATED, table.coverage());
    assertEquals("users has more than 2 rows", table.error());
    assertEquals(2, table.rows().size());
    QueryAnswer join = host.ask("SELECT 1 FROM users, groups, users AS more", limitedTo(5));
    assertEquals(Coverage.TRUNCATED, join.coverage());
    assertEquals(5, join.rows().size());
  }

  @Test
  void keepsHostileTextWholeEnoughToTellItApart() throws IOException {
    host.write("/etc/hosts", new byte[] {'1', ' ', (byte) 0xff, 0, 27, '[', '3', '1', 'm', '\n'});
    assertEquals(
        "\uFFFD\uFFFD\u001b[31m",
        host.ask("SELECT hostnames FROM etc_hosts").rows().get(0).get("hostnames"));
    host.write("/etc/hosts", "1 " + "a".repeat(100_000) + "\n2 " + "a".repeat(100_001));
    QueryAnswer answer = host.ask("SELECT hostnames FROM etc_hosts");
    assertEquals(Coverage.OK, answer.coverage());
    assertEquals(2, answer.rows().stream().distinct().count());
    assertTrue(answer.rows().get(0).get("hostnames").length() < 70_000);
  }

  @Test
  void leavesNothingOfTheNativeLibraryOnDisk() throws IOException {
    host.ask("SELECT 1");
    List<String> mapped =
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.contains("sqlitejdbc"))
            .toList();
    assertTrue(!mapped.isEmpty() && mapped.stream().allMatch(line -> line.endsWith("(deleted)")));
  }

  @Test
  void answersOnThisHostWithItsOwnColumns() {
    List<String> wrong = new ArrayList<>();
    BuiltInSource source = new BuiltInSource(Path.of("/"));
    for (OsqueryTable table : BuiltInTables.ALL) {
      QueryAnswer answer =
          source.ask(FakeHost.query("SELECT * FROM " + table.name() + " WHERE '/etc/%' <> ''"));
      List<String> columns =
          table.columns().stream().map(OsqueryTable.Column::name).sorted().toList();
      boolean reasonFits = (answer.coverage() == Coverage.OK) == answer.error().isEmpty();
      boolean rowsFit =
          answer.rows().stream().allMatch(row -> List.copyOf(row.keySet()).equals(columns));
      if (!reasonFits || !rowsFit) {
        wrong.add(table.name() + ": " + answer.coverage() + " " + answer.error());
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static QueryLimits limitedTo(int rows) {
    return new QueryLimits(Duration.ofMinutes(1), rows, 64L << 20, 256L << 20);
  }
}
