package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mask is a hypothesis that the peers must confirm: 40 hosts, of which number 7 is attacked. */
class ConfirmedMasksTest extends FortyHostsTest {
  private static final int ATTACKED_NUMBER = 7;

  @ParameterizedTest
  @CsvSource({
    "etc_hosts,      address,      hostnames, logs.internal, 10.0.9.5,                10.0.66.6",
    "dns_resolvers,  address,      id,        0,             10.3.0.2,                10.66.6.6",
    "crontab,        command,      path,      /etc/cron.d/x, rsync 10.0.9.5:/c /etc,  rsync 10.0.66.6:/c /etc",
    "sudoers,        rule_details, header,    ops,           HOST=192.168.1.4,        HOST=192.168.7.7",
    "processes,      cmdline,      path,      /usr/bin/d,    d --registry 10.2.1.5:5, d --registry 10.2.9.5:5",
    "systemd_units,  fragment_path,id,        app.service,   /opt/a1b2c3d4e5/app,     /opt/deadbeef01/app",
    "systemd_units,  fragment_path,id,        app.service,   /srv/r/20260101/app,     /srv/r/20260109/app",
    "users,          gid,          username,  dd-agent,      998,                     995",
    "groups,         gid,          groupname, docker,        995,                     998",
    "listening_ports,port,         name,      dn,            50010,                   50011",
  })
  void aTextOnWhichAllOthersAgreeIsComparedExactly(
      String query, String column, String of, String thing, String usual, String odd) {
    judge(query, n -> List.of(row(of, thing, column, n == ATTACKED_NUMBER ? odd : usual)));

    List<Finding> accused = accused();
    assertEquals(1, accused.size());
    assertEquals(odd, accused.get(0).row().get(column));
    assertEquals(usual, accused.get(0).previous().get(column));
    assertEquals(Kind.CHANGED, accused.get(0).kind());
  }

  @Test
  void aSecondLineBesideTheUsualOneIsUnexpected() {
    judge(
        "etc_hosts",
        n ->
            n == ATTACKED_NUMBER
                ? List.of(line("10.0.9.5", "logs"), line("10.0.66.6", "logs"))
                : List.of(line("10.0.9.5", "logs")));

    List<Finding> accused = accused();
    assertEquals(1, accused.size());
    assertEquals(Kind.UNEXPECTED, accused.get(0).kind());
    assertEquals("10.0.66.6", accused.get(0).row().get("address"));
  }

  @Test
  void whatDiffersFromHostToHostStaysMasked() {
    judge(
        "etc_hosts",
        n -> List.of(line("10.0.7." + n, "me"), line("10.3." + n % 3 + ".1", "gateway")));

    assertEquals(List.of(), deviations());
  }

  /** Three zones; of the eight hosts of the next image six stand in the first. */
  @ParameterizedTest
  @CsvSource({"1, 0", "66, 1"})
  void whatAThirdOfTheGroupShowIsNoOtherTextInASmallCohort(int last, int accusing) {
    for (int n = 0; n < HOSTS; n++) {
      Instance host = instance(n);
      Cohort next = new Cohort("ami-0a8", "8", "m5.large");
      boolean isNext = n >= 32;
      Instance typed =
          isNext ? new Instance(host.group(), host.instanceId(), next, host.address()) : host;
      int zone = isNext ? (n < 38 ? 0 : last) : n % 3;
      rig.observe(
          Observation.of(
              typed,
              "etc_hosts",
              THREE_AM.plusSeconds(n),
              List.of(line("10.40." + zone + ".20", "logs"))));
    }
    rig.end(FOUR_AM);

    assertEquals(accusing, accused().size());
  }

  @Test
  void aReleaseOnHalfOfTheHostsStaysMasked() {
    judge("crontab", n -> List.of(cron("/srv/r/2026010" + (n < 20 ? 1 : 9) + "/run")));

    assertEquals(List.of(), deviations());
  }

  @Test
  void accountsThatGotTheirIdsInAnotherOrderStayMasked() {
    judge(
        "users",
        n ->
            n % 13 == 1
                ? List.of(user("sshd", "103"), user("osquery", "102"))
                : List.of(user("sshd", "102"), user("osquery", "103")));

    assertEquals(List.of(), deviations());
  }

  @Test
  void twoAccountsInOneGroupAreNoOtherOrder() {
    judge(
        "users",
        n ->
            n == ATTACKED_NUMBER
                ? List.of(user("sshd", "995"), user("osquery", "995"))
                : List.of(user("sshd", "102"), user("osquery", "103")));

    assertEquals(2, accused().size());
  }

  @Test
  void whoDiffersStaysAccusedWhenMoreHostsAreAttacked() {
    judge("etc_hosts", n -> List.of(line(n == ATTACKED_NUMBER ? "10.0.66.6" : "10.0.9.5", "logs")));
    assertEquals(1, accused().size());
    hour(
        "etc_hosts",
        FOUR_AM,
        n ->
            List.of(
                line(
                    n == ATTACKED_NUMBER ? "10.0.66.6" : n > 30 ? "10.0.77." + n : "10.0.9.5",
                    "logs")));
    rig.end(FOUR_AM.plusSeconds(3600));

    assertTrue(deviations().stream().allMatch(Finding::isOpen));
  }

  @Test
  void whoDiffersIsNoLongerAccusedWhenItsTextIsUsual() {
    judge("etc_hosts", n -> List.of(line(n == ATTACKED_NUMBER ? "10.0.66.6" : "10.0.9.5", "logs")));
    List<Finding> before = new ArrayList<>(accused());
    hour("etc_hosts", FOUR_AM, n -> List.of(line("10.0.66.6", "logs")));
    rig.end(FOUR_AM.plusSeconds(3600));

    List<Finding> after = deviations();
    assertEquals(before.get(0).uid(), after.get(0).uid());
    assertEquals(Finding.CloseReason.PEERS_CONVERGED, after.get(0).closeReason().orElseThrow());
  }

  private static Map<String, String> line(String address, String name) {
    return row("address", address, "hostnames", name);
  }

  private static Map<String, String> cron(String command) {
    return row("command", command, "path", "/etc/cron.d/app", "minute", "5");
  }

  private static Map<String, String> user(String name, String id) {
    return row("uid", id, "gid", id, "username", name);
  }
}
