package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What docs/detection-limits.md says is missed, and what is just seen. Where one of these fails
 * because more is seen, the page has good news to tell.
 */
class KnownLimitsTest extends FortyHostsTest {
  private static final Map<String, String> JAVA = process("/usr/bin/java");
  private static final Map<String, String> AGENT = process("/opt/falcon/falcond");
  private static final Map<String, String> OPS_KEY = key("AAAAops");

  @ParameterizedTest
  @CsvSource({
    "/usr/bin/sync,  4, 100, 1",
    "/usr/bin/sync,  5, 100, 0",
    "/tmp/sync,     49, 100, 1",
    "/tmp/sync,     50, 100, 0",
    "/usr/bin/sync,  1,   2, 0",
  })
  void aProcessThatHostsShare(String path, int sharing, int of, int findings) {
    judge(of, "processes", n -> n < sharing ? List.of(JAVA, process(path)) : List.of(JAVA));

    assertEquals(findings, accused().size());
  }

  @ParameterizedTest
  @CsvSource({"rootkit, 3, 1", "rootkit, 19, 1", "rootkit, 20, 0", "isofs, 6, 0"})
  void aModuleThatHostsShare(String name, int sharing, int findings) {
    Map<String, String> loop = row("name", "loop", "used_by", "-", "status", "Live");
    Map<String, String> rootkit = row("name", name, "used_by", "-", "status", "Live");
    judge("kernel_modules", n -> n < sharing ? List.of(loop, rootkit) : List.of(loop));

    assertEquals(findings, accused().size());
  }

  @ParameterizedTest
  @CsvSource({"19, 1", "20, 0"})
  void aKeyThatHostsShare(int sharing, int findings) {
    judge(
        "authorized_keys", n -> n < sharing ? List.of(OPS_KEY, key("AAAAevil")) : List.of(OPS_KEY));

    assertEquals(findings, accused().size());
  }

  /** From twelve hosts on one finding tells of all. */
  @ParameterizedTest
  @CsvSource({"11, 11, 1", "12, 1, 12", "20, 1, 20", "21, 0, 0"})
  void anotherKeyOnEach(int hosts, int findings, int hostsOfEach) {
    judge(
        "authorized_keys",
        n -> n < hosts ? List.of(OPS_KEY, key("AAAAevil" + n)) : List.of(OPS_KEY));

    assertEquals(
        Collections.nCopies(findings, hostsOfEach + " CRITICAL"),
        accused().stream().map(f -> f.instances().size() + " " + f.severity()).toList());
  }

  @ParameterizedTest
  @CsvSource({"3, 40, 1", "9, 40, 1", "10, 40, 0"})
  void anAgentThatHostsDoNotRun(int lacking, int of, int findings) {
    judge(of, "processes", n -> n < lacking ? List.of(JAVA) : List.of(JAVA, AGENT));

    assertEquals(findings, accused().size());
  }

  @ParameterizedTest
  @CsvSource({"8, ", "9, ", "12, ", "19, ", "21, PEERS_CONVERGED"})
  void anAgentThatStopsOnMoreHosts(int later, CloseReason reason) {
    judge("processes", n -> n < 2 ? List.of(JAVA) : List.of(JAVA, AGENT));
    hour("processes", FOUR_AM, n -> n < later ? List.of(JAVA) : List.of(JAVA, AGENT));
    rig.end(FIVE_AM);

    List<Finding> events = deviations();
    assertEquals(Optional.ofNullable(reason), events.get(events.size() - 1).closeReason());
  }

  @ParameterizedTest
  @CsvSource({"5, ", "6, MEDIUM", "40, MEDIUM"})
  void anotherServerOfAMount(int of, Severity severity) {
    judge(of, "mounts", n -> List.of(mount(n == 1 ? "10.0.66.6:/x" : "10.0.9.5:/x")));

    assertEquals(
        Optional.ofNullable(severity).map(List::of).orElse(List.of()),
        deviations().stream().map(Finding::severity).toList());
  }

  @ParameterizedTest
  @CsvSource({"11, 11", "12, 0"})
  void maskedTextOnWhichHostsDisagree(int others, int findings) {
    judge("etc_hosts", n -> List.of(line(n < others ? "10.0.66." + n : "10.0.9.5", "logs")));

    assertEquals(findings, accused().size());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 0"})
  void aNameThatLooksHexadecimalBesideEachHostsOwn(int jobsOfSome, int findings) {
    judge(
        "processes",
        n -> {
          List<Map<String, String>> rows = new ArrayList<>(List.of(JAVA));
          for (int job = 0; job < (n > 30 ? jobsOfSome : 1); job++) {
            rows.add(process("/opt/job/a1%010x/w".formatted(7_777_777 * n + job)));
          }
          if (n == 7) {
            rows.add(process("/opt/job/a1badbadbad0/w"));
          }
          return rows;
        });

    assertEquals(findings, accused().size());
  }

  @Test
  void aListThatHoldsItsHostsOwnAddresses() {
    judge(
        "etc_hosts",
        n ->
            List.of(
                line("10.0.0.1", "member-a"),
                line("10.0.0.2", "member-b"),
                line("10.0.0.3", "member-c")));

    assertEquals(
        List.of(Severity.MEDIUM, Severity.MEDIUM, Severity.MEDIUM),
        deviations().stream().map(Finding::severity).toList());
  }

  private void judge(int hosts, String query, IntFunction<List<Map<String, String>>> rows) {
    int n = 0;
    for (Instance host : instances(hosts)) {
      rig.observe(Observation.of(host, query, THREE_AM.plusSeconds(60 + n), rows.apply(n)));
      n++;
    }
    rig.end(FOUR_AM);
  }

  private static Map<String, String> process(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return row("pid", "9", "name", name, "path", path, "cmdline", name, "uid", "0");
  }

  private static Map<String, String> key(String key) {
    return row("username", "root", "uid", "0", "key", key, "key_file", "/root/.ssh/keys");
  }

  private static Map<String, String> mount(String device) {
    return row("device", device, "path", "/srv", "type", "nfs4", "flags", "rw");
  }

  private static Map<String, String> line(String address, String hostnames) {
    return row("address", address, "hostnames", hostnames);
  }
}
