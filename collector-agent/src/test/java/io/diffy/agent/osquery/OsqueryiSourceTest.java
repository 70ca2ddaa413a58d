package io.diffy.agent.osquery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.collect.QueryAnswer;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.pack.PackQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against stand-ins for osqueryi that print what the real one prints. */
class OsqueryiSourceTest {
  private static final OsqueryiSource.Options OPTIONS =
      new OsqueryiSource.Options(Duration.ofSeconds(20), 64 * 1024);

  @TempDir Path folder;

  @Test
  void readsRowsAsOsqueryiPrintsThem() throws IOException {
    QueryAnswer answer =
        ask(
            """
            printf '[\\n'
            printf '  {"command":"root run-parts /etc/cron.hourly","minute":"17"},\\n'
            printf '  {"command":"","minute":"25"}\\n]\\n'
            """);

    assertEquals(
        QueryAnswer.ok(
            List.of(
                Map.of("command", "root run-parts /etc/cron.hourly", "minute", "17"),
                Map.of("command", "", "minute", "25"))),
        answer);
  }

  @Test
  void zeroRowsAreAWholeAnswer() throws IOException {
    assertEquals(QueryAnswer.ok(List.of()), ask("printf '[\\n\\n]\\n'"));
  }

  @Test
  void theSqlIsOneArgumentAndNoShellSeesIt() throws IOException {
    Path seen = folder.resolve("seen");
    OsqueryiSource source =
        source("for a in \"$@\"; do echo \"$a\" >> " + seen + "; done; printf '[]'");

    source.ask(query("SELECT '$(id)' AS a, ';ls' AS b"));

    assertEquals(List.of("--json", "SELECT '$(id)' AS a, ';ls' AS b"), Files.readAllLines(seen));
  }

  @Test
  void anSqlErrorIsNotAnEmptyAnswer() throws IOException {
    QueryAnswer answer =
        ask("printf '[\\n\\n]\\n'; echo 'Error: no such table: crontabs' >&2; exit 1");

    assertEquals(
        QueryAnswer.failed("osqueryi ended with exit code 1: Error: no such table: crontabs"),
        answer);
  }

  @Test
  void noRowsWithAComplaintProveNothing() throws IOException {
    QueryAnswer answer =
        ask("printf '[\\n\\n]\\n'; echo 'W1121 virtual_table.cpp: table file needs a path' >&2");

    assertEquals(Coverage.TRUNCATED, answer.coverage());
    assertTrue(answer.error().contains("table file needs a path"), answer.error());
  }

  @Test
  void invalidUtf8AndValuesThatAreNoTextsBecomeText() throws IOException {
    QueryAnswer answer =
        ask("printf '[{\"a\":\"x\\377y\",\"b\":5,\"c\":1.5,\"d\":null,\"e\":true,\"f\":[1]}]'");

    Map<String, String> row = answer.rows().get(0);
    assertEquals("x\ufffdy", row.get("a"));
    assertEquals(List.of("5", "1.5", "", "true", "[1]"), List.copyOf(row.values()).subList(1, 6));
  }

  @Test
  void ofTooMuchOutputTheRowsThatCameWholeAreKept() throws IOException {
    QueryAnswer answer = ask("printf '['; while :; do printf '{\"a\":\"0123456789\"},'; done");

    assertEquals(Coverage.TRUNCATED, answer.coverage());
    assertEquals(65_535 / 19, answer.rows().size());
    assertEquals(Set.of(Map.of("a", "0123456789")), Set.copyOf(answer.rows()));
    assertTrue(answer.error().contains("more than 65536 bytes"), answer.error());
  }

  @Test
  void aRunThatHangsIsKilledWithItsChildren() throws IOException {
    Path pid = folder.resolve("pid");
    OsqueryiSource source =
        source(
            "sleep 300 & echo $! > " + pid + "; wait",
            new OsqueryiSource.Options(Duration.ofMillis(500), 1024));

    QueryAnswer answer = source.ask(query("SELECT 1"));

    assertEquals(Coverage.ERROR, answer.coverage());
    assertTrue(answer.error().contains("took longer than"), answer.error());
    long child = Long.parseLong(Files.readString(pid).strip());
    assertTrue(ends(child), "its child still runs");
  }

  /** A killed process may stay in the table as a zombie, without a command line, until reaped. */
  private static boolean ends(long pid) throws IOException {
    Path commandLine = Path.of("/proc", Long.toString(pid), "cmdline");
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (System.nanoTime() < deadline) {
      if (!Files.exists(commandLine) || Files.readString(commandLine).isEmpty()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  @Test
  void outputThatIsNoJsonIsAnError() throws IOException {
    assertEquals(Coverage.ERROR, ask("echo 'Segmentation fault'").coverage());
    assertEquals(Coverage.ERROR, ask("printf '[{\"a\":\"b\"}'").coverage());
    assertEquals(Coverage.ERROR, ask("printf '[] []'").coverage());
    assertEquals(Coverage.ERROR, ask("true").coverage());
  }

  @Test
  void stderrIsBoundedAndPrintable() throws IOException {
    QueryAnswer answer =
        ask(
            "printf '\\033[31mred' >&2; i=0; while [ $i -lt 500 ]; do echo 0123456789012345678 >&2;"
                + " i=$((i+1)); done; exit 3");

    assertTrue(answer.error().length() < 700, answer.error());
    assertFalse(answer.error().contains("\u001b"));
  }

  @Test
  void sqlThatOsqueryiWouldTakeForAnOptionIsRefused() throws IOException {
    OsqueryiSource source = source("printf '[]'");

    assertEquals(Coverage.ERROR, source.ask(query(".tables")).coverage());
    assertEquals(Coverage.ERROR, source.ask(query("--flagfile=/etc/shadow")).coverage());
  }

  @Test
  void isFoundOnThePathAndSaysSo() throws IOException {
    Path program = program("osqueryi", "echo 'osqueryi version 5.23.1'");

    OsqueryiSource source =
        OsqueryiSource.find(Optional.empty(), "relative:/nonexistent:" + folder, OPTIONS)
            .orElseThrow();

    assertEquals("osqueryi 5.23.1 at " + program, source.describe());
    assertEquals(Optional.empty(), OsqueryiSource.find(Optional.empty(), "/nonexistent", OPTIONS));
  }

  @Test
  void aConfiguredOneThatIsNotThereIsAnError() {
    Path gone = folder.resolve("gone");

    IOException problem =
        assertThrows(IOException.class, () -> OsqueryiSource.find(Optional.of(gone), "", OPTIONS));

    assertTrue(problem.getMessage().startsWith(gone.toString()));
  }

  private QueryAnswer ask(String script) throws IOException {
    return source(script).ask(query("SELECT * FROM crontab"));
  }

  private OsqueryiSource source(String script) throws IOException {
    return source(script, OPTIONS);
  }

  private OsqueryiSource source(String script, OsqueryiSource.Options options) throws IOException {
    String versionFirst = "[ \"$1\" = --version ] && { echo 'osqueryi version 5.23.1'; exit; }\n";
    Path program = program("standin", versionFirst + script);
    return OsqueryiSource.find(Optional.of(program), "", options).orElseThrow();
  }

  private Path program(String name, String script) throws IOException {
    Path program = folder.resolve(name);
    Files.write(program, ("#!/bin/sh\n" + script + "\n").getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }

  private static PackQuery query(String sql) {
    return PackQuery.of("crontab", sql, 60);
  }
}
