package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.SetAside;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes and goes by itself accuses nobody, is told, and hides nobody for ever. */
class LeftOutRowsTest extends FortyHostsTest {
  private static final Map<String, String> INIT = process("1", "0", "/usr/lib/systemd/systemd", 0);
  private static final Map<String, String> CRON = process("20", "1", "/usr/sbin/cron", 0);
  private static final Map<String, String> SSHD = process("30", "1", "/usr/sbin/sshd", 0);

  @Test
  void aJobThatHasJustStartedIsToldWithItsRow() {
    judge("processes", n -> processes(n, List.of(child("20", "/usr/sbin/fstrim", 30))));

    assertEquals(List.of(), deviations());
    SetAside told = onlySetAside();
    assertEquals("brief", told.reason());
    assertEquals(1, told.rows());
    assertEquals("/usr/sbin/fstrim", told.example().get("path"));
  }

  @ParameterizedTest
  @CsvSource({"20, 3", "1, 2"})
  void whatStartsAgainAndAgainIsJudgedAndSoonerWithoutAParent(String parent, int answers) {
    for (int hour = 1; hour <= answers; hour++) {
      everyHour(hour, 7, parent, "/usr/sbin/fontd");

      assertEquals(
          hour < answers ? List.of() : List.of("/usr/sbin/fontd"), programs(), "hour " + hour);
    }
  }

  @Test
  void aJobThatOthersRunTooIsNot() {
    for (int hour = 1; hour <= 3; hour++) {
      everyHour(hour, 9, "1", "/usr/sbin/logrotate");
    }

    assertEquals(List.of(), deviations());
    assertEquals(2, onlySetAside().hosts());
  }

  /** Host 7 and another have started a program half a minute ago. */
  private void everyHour(int hour, int other, String parent, String path) {
    Instant at = THREE_AM.plus(HOUR.multipliedBy(hour - 1L));
    Map<String, String> started = child(parent, path, 30 - 3600L * (hour - 1));
    hour("processes", at, n -> processes(n == other ? 7 : n, List.of(started)));
    rig.end(at.plus(HOUR));
  }

  @Test
  void aServiceThatWasJustRestartedIsNotMissing() {
    judge(
        "processes",
        n -> List.of(INIT, process("50", "1", "/usr/sbin/nginx", n == 7 ? -FOR_30_SECONDS : 0)));

    assertEquals(List.of(), deviations());
  }

  @Test
  void aSessionIsToldUntilItHasLastedForADay() {
    Map<String, String> login = process("31", "30", "/usr/sbin/sshd", 0);
    login.put("cmdline", "sshd: carol@pts/0");
    Map<String, String> socat = child("31", "/usr/bin/socat", 24 * 3600 - 60);
    judge("processes", n -> processes(n, List.of(login, socat)));

    assertEquals(List.of(), deviations());
    assertEquals("session", onlySetAside().reason());

    hour("processes", FOUR_AM, n -> processes(n, List.of(login, socat)));
    rig.end(FIVE_AM);
    assertEquals(List.of("/usr/bin/socat"), programs());
  }

  @Test
  void aBanIsOneOnlyInAChainThatOthersHaveTooOrThatAGuardMakesForAJail() {
    judge(
        "iptables",
        n ->
            switch (n) {
              case 1, 2 -> List.of(ban("blocked"));
              case 7 -> List.of(ban("f2b-sshd"));
              case 9 -> List.of(ban("no-edr"));
              default -> List.of();
            });

    assertEquals(List.of("no-edr"), accused().stream().map(f -> f.row().get("chain")).toList());
    assertEquals(3, onlySetAside().hosts());
  }

  @Test
  void onlyWhatALoginMountsIsOne() {
    judge(
        "mounts",
        n ->
            n == 7
                ? List.of(tmpfs("/run/user/1000"))
                : n == 9 ? List.of(tmpfs("/run/user/0/.x")) : List.of());

    assertEquals("/run/user/0/.x", accused().get(0).row().get("path"));
    assertEquals("login", onlySetAside().reason());
  }

  private static final int FOR_30_SECONDS = 30;

  private List<String> programs() {
    return accused().stream().filter(Finding::isOpen).map(f -> f.row().get("path")).toList();
  }

  private SetAside onlySetAside() {
    List<Evaluation> evaluations = rig.evaluations();
    List<SetAside> told = evaluations.get(evaluations.size() - 1).open().setAside();
    assertEquals(1, told.size(), told::toString);
    return told.get(0);
  }

  private static List<Map<String, String>> processes(int n, List<Map<String, String>> onHost7) {
    List<Map<String, String>> rows = new ArrayList<>(List.of(INIT, CRON, SSHD));
    if (n == 7) {
      rows.addAll(onHost7);
    }
    return rows;
  }

  private static Map<String, String> child(String parent, String path, long age) {
    return process("77", parent, path, -age);
  }

  /** As host 7 shows it, which answers a minute and seven seconds into the hour. */
  private static Map<String, String> process(String pid, String parent, String path, long since) {
    long start = since == 0 ? 1_000_000 : THREE_AM.getEpochSecond() + 67 + since;
    return row(
        "pid",
        pid,
        "parent",
        parent,
        "name",
        path.substring(path.lastIndexOf('/') + 1),
        "path",
        path,
        "cmdline",
        path,
        "uid",
        "0",
        "start_time",
        String.valueOf(start));
  }

  private static Map<String, String> ban(String chain) {
    return row(
        "filter_name", "filter",
        "chain", chain,
        "target", "REJECT",
        "src_ip", "203.0.113.9",
        "src_mask", "255.255.255.255");
  }

  private static Map<String, String> tmpfs(String path) {
    return row("device", "tmpfs", "path", path, "type", "tmpfs", "flags", "rw");
  }
}
