package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an intruder may do to stay unseen, and what a group does by itself: 40 hosts, one hour. */
class TricksTest extends FortyHostsTest {
  private static final Map<String, String> OPS_KEY = key("AAAAops");
  private static final Map<String, String> APP =
      process("100", "java", "/usr/bin/java", "java -jar");
  private static final Map<String, String> LOOP = module("loop", "40960");

  @Test
  void threeHostsWithAnotherKeyEachAreThreeAccusations() {
    judge("authorized_keys", n -> n < 3 ? List.of(OPS_KEY, key("AAAAevil" + n)) : List.of(OPS_KEY));

    assertEquals(3, accused().size());
  }

  @Test
  void theyStayOpenWhenFiveMoreHostsGetOtherKeys() {
    judge("authorized_keys", n -> n < 3 ? List.of(OPS_KEY, key("AAAAevil" + n)) : List.of(OPS_KEY));
    accused();
    hour(
        "authorized_keys",
        FOUR_AM,
        n -> n < 8 ? List.of(OPS_KEY, key("AAAAevil" + n)) : List.of(OPS_KEY));
    rig.end(FOUR_AM.plusSeconds(3600));

    List<Finding> later = deviations();

    assertEquals(5, later.stream().filter(Finding::isOpen).count(), "the five that came");
    assertTrue(later.stream().allMatch(Finding::isOpen), "and none closed");
  }

  @Test
  void anotherProgramInAFolderForAnybodyOnEachIsSeenHoweverManyStandThere() {
    for (int hour = 0; hour < 3; hour++) {
      int attacked = List.of(0, 3, 8).get(hour);
      hour(
          "processes",
          THREE_AM.plusSeconds(3600L * hour),
          n ->
              n < attacked
                  ? List.of(APP, process("9", "w", "/tmp/" + word(n), "w"))
                  : List.of(APP));
    }
    rig.end(THREE_AM.plusSeconds(3600L * 3));

    assertEquals(
        8, accused().stream().map(f -> f.instances().get(0).instanceId()).distinct().count());
  }

  @Test
  void twoHarmlessOdditiesElsewhereDoNotHideAProgram() {
    judge(
        "processes",
        n ->
            n < 3 ? List.of(APP, process("9", "p" + n, "/usr/sbin/p" + n, "p" + n)) : List.of(APP));

    assertEquals(3, accused().size());
  }

  @Test
  void aProgramThatAHostRunsBesideItsOwnWorkerIsSeen() {
    judge(
        "processes",
        n -> {
          List<Map<String, String>> rows = new ArrayList<>(List.of(APP));
          rows.add(
              process("7", "python3", "/usr/bin/python3", "python3 worker --node w" + word(n)));
          if (n == 7) {
            rows.add(process("8", "python3", "/usr/bin/python3", "python3 /usr/lib/evil.py"));
          }
          return rows;
        });

    List<Finding> accused = accused();
    assertEquals(1, accused.size());
    assertEquals("python3 /usr/lib/evil.py", accused.get(0).row().get("cmdline"));
  }

  @Test
  void oneModuleOnSixOfFortyHostsIsOneFindingAtMedium() {
    judge(
        "kernel_modules",
        n -> n < 6 ? List.of(LOOP, module("diamorphine", "16384")) : List.of(LOOP));

    List<Finding> accused = accused();
    assertEquals(1, accused.size());
    assertEquals(6, accused.get(0).instances().size());
    assertEquals(Severity.MEDIUM, accused.get(0).severity());
  }

  @Test
  void aJobThatRunsOnOneHostIsNoMoreThanMedium() {
    judge(
        "processes",
        n ->
            n == 7
                ? List.of(APP, process("9", "certbot", "/usr/bin/certbot", "certbot renew"))
                : List.of(APP));

    assertEquals(List.of(Severity.MEDIUM), severities());
  }

  @Test
  void aLeaderIsOneStory() {
    Map<String, String> leader = process("9", "leader", "/usr/bin/leader", "leader");
    hour(
        "listening_ports",
        THREE_AM,
        n ->
            n == 7
                ? List.of(port("22", "/usr/sbin/sshd"), port("7070", "/usr/bin/leader"))
                : List.of(port("22", "/usr/sbin/sshd")));
    hour("processes", THREE_AM, n -> n == 7 ? List.of(APP, leader) : List.of(APP));
    rig.end(FOUR_AM);

    List<Finding> findings = deviations();
    assertEquals(
        List.of("listening_ports", "processes"), findings.stream().map(Finding::query).toList());
    assertEquals(
        List.of(Severity.MEDIUM, Severity.LOW), findings.stream().map(Finding::severity).toList());
    assertTrue(
        findings
            .get(1)
            .reason()
            .endsWith("one story with what \"listening_ports\" shows on the same instance"),
        findings.get(1).reason());
  }

  @Test
  void aHostThatRebootedIntoAnotherKernelIsOneStory() {
    judge(
        "kernel_modules",
        n -> {
          String size = n == 7 ? "20480" : "16384";
          return List.of(module("ena", size), module("nvme", size), module("overlay", size));
        });

    assertEquals(
        List.of(Severity.LOW, Severity.LOW, Severity.MEDIUM),
        severities().stream().sorted().toList());
  }

  @Test
  void aConnectionCameInOnlyWhereItsProgramListens() {
    Map<String, String> asked = connection("nginx", "443", "203.0.113.9", "51000");
    Map<String, String> outbound = connection("curl", "443", "185.9.9.9", "40000");
    hour("listening_ports", THREE_AM, n -> List.of(port("443", "/usr/sbin/nginx")));
    hour(
        "process_open_sockets",
        THREE_AM,
        n -> n == 7 ? List.of(outbound) : n == 9 ? List.of(asked) : List.of());
    rig.end(FOUR_AM);

    List<Finding> accused = accused();
    assertEquals(1, accused.size());
    assertEquals("185.9.9.9", accused.get(0).row().get("remote_address"));
  }

  @Test
  void aJobThatAQuarterOfTheHostsDoesNotRunIsToldAndAccusesNobody() {
    Map<String, String> job = process("9", "ffmpeg", "/usr/bin/ffmpeg", "ffmpeg -i in out");
    judge("processes", n -> n < 14 ? List.of(APP) : List.of(APP, job));

    assertEquals(List.of(), accused());
  }

  @Test
  void anAgentThatTwoHostsDoNotRunAccusesThem() {
    Map<String, String> agent = process("9", "falcond", "/opt/falcon/falcond", "falcond");
    judge("processes", n -> n < 2 ? List.of(APP) : List.of(APP, agent));

    assertEquals(2, accused().get(0).instances().size());
  }

  @Test
  void aPidInANameIsNoDifferenceHoweverSmall() {
    judge(
        "processes",
        n ->
            List.of(
                process(
                    "9",
                    "agent",
                    "/usr/bin/agent",
                    "agent --pidfile /run/agent-" + (n < 9 ? 900 + n : 40_000 + n) + ".pid")));

    assertEquals(List.of(), deviations());
  }

  @Test
  void aContainerThatGotAnotherAddressIsNoDifferenceAndAnOpenedPortIs() {
    judge(
        "iptables",
        n ->
            List.of(
                rule("DOCKER", n == 7 ? "172.17.0.3" : "172.17.0.2", "8000"),
                rule("INPUT", "0.0.0.0", n == 9 ? "4444" : "22")));

    List<Finding> accused = accused();
    assertTrue(accused.stream().allMatch(f -> f.instances().size() == 1), accused::toString);
    assertTrue(
        accused.stream().anyMatch(f -> "4444".equals(f.row().get("dst_port"))), accused::toString);
    assertTrue(
        accused.stream().noneMatch(f -> "DOCKER".equals(f.row().get("chain"))), accused::toString);
  }

  @Test
  void anUpgradeIsOneStoryAndAnotherProgramIsNone() {
    String[] versions = {"1.1", "1.2"};
    hour(
        "deb_packages",
        THREE_AM,
        n -> {
          String version = versions[n == 7 ? 1 : 0];
          return List.of(installed("curl", version), installed("libcurl4", version));
        });
    hour(
        "file_hash",
        THREE_AM,
        n ->
            List.of(
                file("/usr/bin/curl", n == 7 ? "bb" : "aa"),
                file("/usr/sbin/sshd", n == 7 ? "dd" : "cc")));
    rig.end(FOUR_AM);

    List<Finding> told = deviations();
    assertEquals(4, told.size(), told::toString);
    assertEquals(
        List.of("/usr/sbin/sshd"),
        told.stream().filter(Finding::isAccusation).map(f -> f.row().get("path")).toList());
  }

  @Test
  void manyFilesThatChangedWithManyPackagesAreTheirStory() {
    hour("deb_packages", THREE_AM, n -> many(i -> installed("lib" + i, n == 7 ? "1.2" : "1.1")));
    hour("file_hash", THREE_AM, n -> many(i -> file("/usr/bin/tool" + i, n == 7 ? "bb" : "aa")));
    rig.end(FOUR_AM);

    assertEquals(2, deviations().size());
    assertEquals(List.of(), accused());
  }

  @ParameterizedTest
  @CsvSource({"4, 2, 0", "2, 2, 2", "4, 1, 1"})
  void someFilesAreOfAnUpgradeOfSeveralHosts(int upgraded, int changed, int accusing) {
    int n = 0;
    for (Instance host : instances(160)) {
      boolean is = n < upgraded;
      Instant at = THREE_AM.plusSeconds(n++);
      rig.observe(
          Observation.of(
              host, "deb_packages", at, many(i -> installed("lib" + i, is ? "1.2" : "1.1"))));
      rig.observe(
          Observation.of(
              host,
              "file_hash",
              at,
              many(i -> file("/usr/bin/tool" + i, is && i < changed ? "bb" : "aa"))));
    }
    rig.end(FOUR_AM);

    assertEquals(accusing, accused().size());
  }

  private static List<Map<String, String>> many(IntFunction<Map<String, String>> row) {
    return IntStream.range(0, 6).mapToObj(row).toList();
  }

  @Test
  void aRuleThatIsGoneShowsBesideRulesOfContainers() {
    judge(
        "iptables",
        n ->
            n == 7
                ? List.of(rule("INPUT", "0.0.0.0", "443"), rule("DOCKER", "172.17.0.9", "6060"))
                : List.of(rule("INPUT", "0.0.0.0", "443"), rule("INPUT", "0.0.0.0", "22")));

    assertEquals(List.of("22"), accused().stream().map(f -> f.row().get("dst_port")).toList());
  }

  @Test
  void aQuestionToANameServerAccusesNobody() {
    Map<String, String> asks = connection("resolved", "53411", "0.0.0.0", "0");
    asks.put("protocol", "17");
    judge("process_open_sockets", n -> n == 7 ? List.of(asks) : List.of());

    assertEquals(List.of(), accused());
  }

  private static Map<String, String> installed(String name, String version) {
    return row("name", name, "version", version, "arch", "amd64");
  }

  private static Map<String, String> file(String path, String hash) {
    return row("path", path, "sha256", hash, "size", "1000");
  }

  private static Map<String, String> rule(String chain, String address, String port) {
    return row(
        "filter_name",
        "filter",
        "chain",
        chain,
        "target",
        "ACCEPT",
        "protocol",
        "6",
        "dst_ip",
        address,
        "dst_port",
        port);
  }

  private List<Severity> severities() {
    return deviations().stream().map(Finding::severity).toList();
  }

  private static String word(int n) {
    return String.valueOf((char) ('a' + n % 26)) + (char) ('a' + n / 26);
  }

  private static Map<String, String> key(String key) {
    return row("username", "root", "uid", "0", "key", key, "key_file", "/root/.ssh/keys");
  }

  private static Map<String, String> module(String name, String size) {
    return row("name", name, "size", size, "used_by", "-", "status", "Live");
  }

  private static Map<String, String> connection(
      String name, String local, String remote, String remotePort) {
    return row(
        "name", name,
        "protocol", "6",
        "local_port", local,
        "remote_address", remote,
        "remote_port", remotePort);
  }

  private static Map<String, String> port(String port, String path) {
    return row(
        "address",
        "0.0.0.0",
        "port",
        port,
        "protocol",
        "6",
        "family",
        "2",
        "name",
        path.substring(path.lastIndexOf('/') + 1),
        "path",
        path);
  }

  private static Map<String, String> process(String pid, String name, String path, String cmdline) {
    return row(
        "pid", pid, "parent", "1", "name", name, "path", path, "cmdline", cmdline, "uid", "0");
  }
}
