package io.diffy.rules.item;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a host says of itself as a whole is kept with each of its answers, so it is bounded. */
class HostFactsTest {
  private static final Map<String, String> INIT =
      row(
          "pid",
          "1",
          "parent",
          "0",
          "name",
          "systemd",
          "path",
          "",
          "cmdline",
          "/sbin/init",
          "start_time",
          "9");

  @Test
  void aHostWithTenThousandSessionsNamesAHundred() {
    List<Map<String, String>> processes = new ArrayList<>(List.of(INIT));
    processes.add(sshd(2, "x".repeat(1000)));
    for (int n = 0; n < 10_000; n++) {
      processes.add(sshd(100 + n, "user" + n));
    }

    List<String> users = facts(processes).users();

    assertEquals(100, users.size());
    assertTrue(users.stream().allMatch(user -> user.length() <= 64));
  }

  @Test
  void theFirstProcessStartedWhenTheHostBooted() {
    assertEquals(
        Optional.of(Instant.ofEpochSecond(1_763_600_000)),
        bootedBy("1763600000").map(HostFacts::bootedAt));
  }

  /** No moment has such a number: it threw once, in the middle of the topology. */
  @Test
  void aNumberThatIsNoTimeIsNoFact() {
    assertEquals(Optional.empty(), bootedBy("999999999999999999"));
    assertEquals(Optional.empty(), bootedBy("253402300800"));
    assertEquals(Optional.empty(), bootedBy("-7"));
  }

  private static Optional<HostFacts> bootedBy(String startTime) {
    List<Map<String, String>> rows =
        List.of(row("pid", "1", "parent", "0", "cmdline", "init", "start_time", startTime));
    return HostFacts.of(rows, SshSessions.of(rows));
  }

  private static HostFacts facts(List<Map<String, String>> processes) {
    return CanonicalAnswer.of(
            QueryRules.unknown(), Observation.of(instance(1), "processes", THREE_AM, processes))
        .facts()
        .orElseThrow();
  }

  private static Map<String, String> sshd(int pid, String user) {
    return row(
        "pid",
        String.valueOf(pid),
        "parent",
        "1",
        "name",
        "sshd",
        "path",
        "/usr/sbin/sshd",
        "cmdline",
        "sshd: " + user + "@pts/0",
        "start_time",
        "99");
  }
}
