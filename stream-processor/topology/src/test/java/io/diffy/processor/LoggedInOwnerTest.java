package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROOT_USER;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An account that is in use by ssh was rather made for its owner, and the finding says so. */
class LoggedInOwnerTest extends WebProdTest {
  private static final Map<String, String> CAROL =
      row("uid", "1001", "gid", "1001", "username", "carol", "shell", "/bin/bash");
  private static final Map<String, String> INIT = process("1", "0", "/sbin/init");
  private static final Map<String, String> SESSION = process("900", "1", "sshd: carol@pts/0");

  @Test
  void anAccountWhoseOwnerIsLoggedInCountsLessAndTheReasonNamesHer() {
    Finding finding = found(List.of(INIT, SESSION));

    assertEquals(0.601, finding.score(), 0.0005, "log10(10 / 0.5) - 0.7");
    assertEquals(
        "1 of 10 instances (launch version 7, ami-0a7, m5.large) has this;"
            + " it counts less, since \"carol\" is logged in there",
        finding.reason());
  }

  @Test
  void anAccountThatNobodyUsesCountsInFull() {
    Finding finding = found(List.of(INIT));

    assertEquals(1.301, finding.score(), 0.0005, "log10(10 / 0.5)");
    assertEquals(
        "1 of 10 instances (launch version 7, ami-0a7, m5.large) has this", finding.reason());
  }

  /** As configuration management does, which writes its work into the home of its account. */
  @ParameterizedTest
  @CsvSource({"false, HIGH", "true, MEDIUM"})
  void whatRunsFromTheHomeOfWhoIsLoggedInIsNoMoreThanMedium(boolean session, Severity severity) {
    Map<String, String> work =
        row("pid", "910", "parent", "900", "uid", "0", "path", "/usr/bin/python3");
    work.put("cmdline", "/usr/bin/python3 /home/carol/.ansible/tmp/a1/AnsiballZ_apt.py");
    List<Map<String, String>> hers = session ? List.of(INIT, SESSION, work) : List.of(INIT, work);
    for (Instance host : instances(60)) {
      rig.observe(
          Observation.of(
              host,
              "processes",
              THREE_AM.plusSeconds(60),
              host.equals(ATTACKED) ? hers : List.of(INIT)));
    }
    rig.end(FOUR_AM);

    assertEquals(List.of(severity), rig.findings().stream().map(Finding::severity).toList());
  }

  /** The account stands on one host, which runs these processes. */
  private Finding found(List<Map<String, String>> processes) {
    Instant at = THREE_AM.plusSeconds(60);
    for (Instance host : instances(10)) {
      boolean hers = host.equals(ATTACKED);
      rig.observe(Observation.of(host, "processes", at, hers ? processes : List.of(INIT)));
      rig.observe(
          Observation.of(
              host, "users", at, hers ? plus(List.of(ROOT_USER), CAROL) : List.of(ROOT_USER)));
    }
    rig.end(FOUR_AM);
    return rig.findings().stream()
        .filter(finding -> finding.query().equals("users"))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> process(String pid, String parent, String cmdline) {
    long aDayBefore = THREE_AM.minusSeconds(86_400).getEpochSecond();
    return row(
        "pid", pid,
        "parent", parent,
        "path", "/usr/sbin/sshd",
        "cmdline", cmdline,
        "start_time", Long.toString(aDayBefore));
  }
}
