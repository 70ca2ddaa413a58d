package io.diffy.rules.detection;

import static io.diffy.schemas.TestObservations.CLEAN_LISTENERS;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.HostFacts;
import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.Observation;
import io.diffy.schemas.packfile.TriagePack;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What differs between healthy hosts and must give the same items, or none. */
class BenignDifferencesTest {
  private static final Map<String, String> PROGRAMS =
      Map.of(
          "sshd",
          "/usr/sbin/sshd",
          "systemd",
          "/usr/lib/systemd/systemd",
          "(sd-pam)",
          "/usr/lib/systemd/systemd",
          "tunnel",
          "/tmp/.x/tunnel");
  private static final Map<String, String> SSHD =
      process("812", "1", "sshd", "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups", 86400);
  private static final Map<String, String> INIT = process("1", "0", "systemd", "/sbin/init", 86400);
  private static final List<Map<String, String>> QUIET = List.of(INIT, SSHD);

  @Test
  void systemAccountsGetTheirIdsInTheOrderOfInstallation() {
    assertSame("users", user("sshd", "105"), user("sshd", "104"));
    assertOther("users", user("sshd", "105"), user("sshd", "0"));
    assertOther("users", user("deploy", "1001"), user("deploy", "1002"));
  }

  @Test
  void aTimersUnitRestsInMoreThanOneWayButAServiceThatStoppedIsSeen() {
    assertSame("systemd_units", unit("inactive", "dead"), unit("failed", "failed"));
    assertSame("systemd_units", unit("inactive", "dead"), unit("activating", "start"));
    assertOther("systemd_units", unit("active", "running"), unit("inactive", "dead"));
  }

  @Test
  void loopDevicesZonesAndTheSizesOfMemoryDifferFromHostToHost() {
    assertSame("mounts", mount("/dev/loop0", "ro,relatime"), mount("/dev/loop7", "ro,relatime"));
    assertSame("mounts", mount("udev", "rw,size=800k"), mount("udev", "rw,size=1600k"));
    assertOther("mounts", mount("udev", "rw,nosuid"), mount("udev", "rw"));
    assertSame("mounts", mount("us-east-1a.efs:/data", "rw"), mount("us-east-1f.efs:/data", "rw"));
    assertOther("mounts", mount("us-east-1g.efs:/", "rw"), mount("us-east-1h.efs:/", "rw"));
  }

  @Test
  void aLoginMountsItsRuntimeFolder() {
    assertArrayEquals(
        new long[0],
        items("mounts", row("path", "/run/user/1010", "type", "tmpfs", "device", "tmpfs")));
    assertNotEquals(
        0, items("mounts", row("path", "/run/user/x", "type", "ext4", "device", "/dev/b")).length);
  }

  @Test
  void aLoginMakesUnitsOfItsOwnButNotInEtc() {
    String vendor = "/usr/lib/systemd/system/";
    for (String id : List.of("user@1000.service", "user-runtime-dir@1000.service")) {
      assertArrayEquals(
          new long[0], items("systemd_units", loginUnit(id, vendor + "user@.service")));
    }
    assertArrayEquals(
        new long[0],
        items(
            "systemd_units",
            loginUnit("session-c4.scope", "/run/systemd/transient/session-c4.scope")));
    assertArrayEquals(new long[0], items("systemd_units", loginUnit("run-user-1000.mount", "")));
    assertNotEquals(
        0,
        items("systemd_units", loginUnit("user@1000.service", "/etc/systemd/system/x.service"))
            .length);
    assertNotEquals(
        0, items("systemd_units", loginUnit("user@eve.service", vendor + "eve.service")).length);
  }

  @Test
  void aGuardBansAddressesInItsOwnChain() {
    assertArrayEquals(new long[0], items("iptables", ban("f2b-sshd", "203.0.113.9")));
    assertNotEquals(
        0, items("iptables", ban("INPUT", "203.0.113.9")).length, "may cut an agent off");
    assertOther(
        "iptables",
        row("chain", "f2b-sshd", "target", "ACCEPT", "src_mask", "255.255.255.255"),
        row("chain", "f2b-sshd", "target", "RETURN", "src_mask", "255.255.255.255"));
  }

  @Test
  void everyHostsDisksHaveTheirOwnFileSystemIds() {
    assertSame(
        "systemd_units",
        loginUnit("systemd-fsck@dev-disk-by\\x2duuid-AC81\\x2d0F12.service", "/lib/a"),
        loginUnit("systemd-fsck@dev-disk-by\\x2duuid-1B2C.service", "/lib/a"));
    assertSame(
        "mounts", mount("/dev/disk/by-uuid/AC81-0F12", "rw"), mount("/dev/disk/by-uuid/77", "rw"));
    assertOther("mounts", mount("/dev/disk/by-uuid/AC81/x", "rw"), mount("/dev/sda", "rw"));
  }

  @Test
  void aProgramThatWasReplacedWhileItRunsIsTheSameProgram() {
    Map<String, String> deleted = new HashMap<>(SSHD);
    deleted.put("on_disk", "0");

    CanonicalAnswer before = answer("processes", List.of(SSHD));
    CanonicalAnswer after = answer("processes", List.of(deleted));

    assertEquals(identities(before), identities(after));
    assertFalse(Arrays.equals(before.items(), after.items()));
  }

  @Test
  void whoeverConnectsToAPortIsOneCaller() {
    assertArrayEquals(
        items("process_open_sockets", socket("22", "50222")),
        items("process_open_sockets", socket("22", "40111")));
    assertFalse(
        Arrays.equals(
            items("process_open_sockets", socket("443", "40111")),
            items("process_open_sockets", socket("22", "40111"))),
        "the port that was called");
    assertNotEquals(0, items("process_open_sockets", socket("40111", "3333")).length);
    assertNotEquals(0, items("process_open_sockets", socket("4444", "0")).length);
  }

  @Test
  void aProcessThatHasJustStartedMayBeGoneInAMoment() {
    assertArrayEquals(
        items("processes", QUIET),
        items("processes", plus(QUIET, process("9", "1", "gzip", "gzip", 5))));
    assertFalse(
        Arrays.equals(
            items("processes", QUIET),
            items("processes", plus(QUIET, process("9", "1", "miner", "./miner", 61)))));
  }

  @Test
  void whatAPersonRunsInAnSshSessionIsNotCompared() {
    List<Map<String, String>> session =
        List.of(
            INIT,
            SSHD,
            process("2001", "812", "sshd", "sshd: carol [priv]", 900),
            process("2002", "2001", "sshd", "sshd: carol@pts/0", 900),
            process("2003", "2002", "bash", "-bash", 900),
            process("2004", "2003", "sudo", "sudo vim /etc/hosts", 900),
            process("2010", "1", "systemd", "/lib/systemd/systemd --user", 900),
            process("2011", "2010", "(sd-pam)", "(sd-pam)", 900));

    assertArrayEquals(items("processes", QUIET), items("processes", session));
    assertEquals(List.of("carol"), answer("processes", session).facts().orElseThrow().users());
  }

  @Test
  void aTitleMakesNoSession() {
    Map<String, String> miner = process("2001", "1", "tunnel", "sshd: root@pts/9", 900);
    Map<String, String> child = process("2002", "2001", "bash", "-bash", 900);
    Map<String, String> helper = process("2003", "1", "tunnel", "(sd-pam)", 900);

    assertEquals(
        items("processes", QUIET).length + 3,
        items("processes", plus(plus(plus(QUIET, miner), child), helper)).length);
  }

  @Test
  void sshdItselfMakesNoSessionUnderAParentThatIsNotItsOwn() {
    Map<String, String> shell = process("2001", "1", "bash", "bash", 900);
    Map<String, String> fake = process("2002", "2001", "sshd", "sshd: root@pts/9", 900);
    Map<String, String> child = process("2003", "2002", "nc", "nc -l 4444", 900);

    assertEquals(
        items("processes", QUIET).length + 3,
        items("processes", plus(plus(plus(QUIET, shell), fake), child)).length);
  }

  @Test
  void whatRunsInASessionFromWhereAnybodyMayWriteIsCompared() {
    Map<String, String> priv = process("2001", "812", "sshd", "sshd: carol [priv]", 900);
    Map<String, String> tunnel = process("2003", "2001", "tunnel", "./tunnel", 900);

    assertEquals(
        items("processes", QUIET).length + 1,
        items("processes", plus(plus(QUIET, priv), tunnel)).length);
  }

  @Test
  void whatStartsAnewEverySecondsFromWhereAnybodyMayWriteIsCompared() {
    assertEquals(
        items("processes", QUIET).length + 1,
        items("processes", plus(QUIET, process("9", "1", "tunnel", "./tunnel", 5))).length);
  }

  @Test
  void whatStaysBehindWhenTheSessionIsLeftIsCompared() {
    Map<String, String> daemon = process("2005", "1", "tunnel", "/tmp/.x/tunnel", 900);

    assertEquals(
        items("processes", QUIET).length + 1, items("processes", plus(QUIET, daemon)).length);
  }

  @Test
  void aHostIsNewbornForAQuarterOfAnHourByItsOwnClock() {
    HostFacts facts = answer("processes", QUIET).facts().orElseThrow();

    assertEquals(THREE_AM.minusSeconds(86400), facts.bootedAt());
    assertFalse(facts.newborn(THREE_AM));
    assertEquals(true, facts.newborn(facts.bootedAt().plusSeconds(899)));
    assertFalse(facts.newborn(facts.bootedAt().plusSeconds(900)));
    assertFalse(facts.newborn(facts.bootedAt().minusSeconds(1)), "a clock that went back");
  }

  @Test
  void anAnswerWithoutProcessesSaysNothingOfTheHost() {
    assertEquals(true, answer("listening_ports", CLEAN_LISTENERS).facts().isEmpty());
  }

  private static void assertSame(String query, Map<String, String> a, Map<String, String> b) {
    assertArrayEquals(items(query, a), items(query, b));
  }

  private static void assertOther(String query, Map<String, String> a, Map<String, String> b) {
    assertFalse(Arrays.equals(items(query, a), items(query, b)));
  }

  private static long[] items(String query, Map<String, String> row) {
    return items(query, List.of(row));
  }

  private static long[] items(String query, List<Map<String, String>> rows) {
    return answer(query, rows).lines().keySet().stream()
        .mapToLong(Long::longValue)
        .sorted()
        .toArray();
  }

  private static CanonicalAnswer answer(String query, List<Map<String, String>> rows) {
    QueryRules rules = QueryRules.of(TriagePack.load().queries().get(query));
    return CanonicalAnswer.of(rules, Observation.of(instance(1), query, THREE_AM, rows));
  }

  private static Map<String, String> user(String name, String uid) {
    return row("uid", uid, "gid", uid, "username", name, "directory", "/", "shell", "/bin/sh");
  }

  private static List<String> identities(CanonicalAnswer answer) {
    return answer.lines().values().stream().map(line -> line.item().identity()).toList();
  }

  private static Map<String, String> loginUnit(String id, String fragment) {
    return row("id", id, "active_state", "active", "fragment_path", fragment);
  }

  private static Map<String, String> ban(String chain, String address) {
    return row(
        "chain", chain, "target", "REJECT", "src_ip", address, "src_mask", "255.255.255.255");
  }

  private static Map<String, String> unit(String active, String sub) {
    return row(
        "id", "fstrim.service", "load_state", "loaded", "active_state", active, "sub_state", sub);
  }

  private static Map<String, String> mount(String device, String flags) {
    return row("device", device, "path", "/mnt", "type", "any", "flags", flags);
  }

  private static Map<String, String> socket(String localPort, String remotePort) {
    return row(
        "pid",
        "1",
        "name",
        "sshd",
        "protocol",
        "6",
        "local_port",
        localPort,
        "remote_port",
        remotePort);
  }

  /** A process that started so many seconds before three. */
  private static Map<String, String> process(
      String pid, String parent, String name, String cmdline, int age) {
    return row(
        "pid",
        pid,
        "parent",
        parent,
        "name",
        name,
        "path",
        PROGRAMS.getOrDefault(name, "/usr/bin/" + name),
        "cmdline",
        cmdline,
        "uid",
        "0",
        "on_disk",
        "1",
        "start_time",
        Long.toString(THREE_AM.getEpochSecond() - age));
  }
}
