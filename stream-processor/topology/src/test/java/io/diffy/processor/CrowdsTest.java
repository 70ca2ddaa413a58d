package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An intruder among many rows that differ anyway, or that he brings himself: 40 hosts. */
class CrowdsTest extends FortyHostsTest {
  private static final int VICTIM = 7;

  @ParameterizedTest
  @ValueSource(ints = {14, 40})
  void aPortOfItsOwnOnManyHostsHidesNoOtherProgram(int crowd) {
    judgeWith(
        "listening_ports",
        n -> n < crowd ? List.of(port(20_000 + 3 * n, "/usr/bin/sidecar")) : List.of(),
        port(4444, "/usr/sbin/acpid2"));

    assertEquals(List.of("/usr/sbin/acpid2"), of("path"));
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 40})
  void aLineOfItsOwnInTheHostsFileHidesNoOtherName(int crowd) {
    judgeWith(
        "etc_hosts",
        n -> n < crowd ? List.of(line("10.0.7." + n, "node-" + word(n) + ".internal")) : List.of(),
        line("185.9.9.9", "security.debian.org"));

    assertEquals(List.of("185.9.9.9"), of("address"));
  }

  @Test
  void anAccountOfItsOwnOnEachHostHidesNoSecondRoot() {
    judgeWith(
        "users",
        n -> List.of(account("job" + word(n), 2000 + n, "/home/job" + word(n))),
        account("sysd", 0, "/root"));

    assertTrue(of("username").contains("sysd"));
  }

  @Test
  void aFloodPushesNothingOutThatRunsFromAFolderForAnybody() {
    judge(
        "processes",
        n -> {
          List<Map<String, String>> rows = new ArrayList<>(List.of(process("/usr/bin/java", "")));
          if (n == VICTIM) {
            IntStream.range(0, 400).forEach(i -> rows.add(process("/usr/bin/job" + word(i), "")));
            rows.add(process("/dev/shm/fontd", ""));
          }
          return rows;
        });

    assertTrue(of("path").contains("/dev/shm/fontd"));
  }

  @Test
  void aPathInPlaceOfTheWordThatEachHostFillsInIsSeen() {
    judge(
        "processes",
        n ->
            List.of(
                process(
                    "/usr/bin/sidecar",
                    n == VICTIM ? "--id /var/tmp/x --shard 7" : "--id " + word(n) + " --shard 7")));

    assertEquals(List.of("/usr/bin/sidecar --id /var/tmp/x --shard 7"), of("cmdline"));
  }

  @Test
  void aRuleForAnAddressOfTheInternetInTheChainOfAnEngineIsNoContainers() {
    judge(
        "iptables",
        n ->
            n == VICTIM
                ? List.of(rule("DOCKER", "8000", "0.0.0.0"), rule("DOCKER", "4444", "185.9.9.9"))
                : List.of(rule("DOCKER", "8000", "0.0.0.0")));

    assertEquals(List.of("185.9.9.9"), of("src_ip"));
  }

  @Test
  void oneConfigurationOnFiveHostsIsOneStoryAtMedium() {
    judge(
        "file_hash",
        n -> List.of(row("path", "/etc/pam.d/sshd", "sha256", n < 5 ? "bb" : "aa", "size", "9")));

    List<Finding> accused = accused();
    assertEquals(List.of(5), accused.stream().map(f -> f.instances().size()).toList());
    assertEquals(Severity.MEDIUM, accused.get(0).severity());
  }

  @Test
  void aPortOnThreeOfFortyHostsIsAPartThatNothingExplains() {
    judge(
        "listening_ports",
        n -> n < 3 ? List.of(SSH, port(7777, "/usr/sbin/acpid2")) : List.of(SSH));

    assertEquals(List.of(3), accused().stream().map(f -> f.instances().size()).toList());
  }

  @Test
  void driversThatComeTogetherAreOneStory() {
    judge(
        "kernel_modules",
        n ->
            n < 2
                ? List.of(module("loop"), module("nvidia"), module("nvidia_uvm"))
                : List.of(module("loop")));

    assertEquals(List.of(Severity.MEDIUM), accused().stream().map(Finding::severity).toList());
  }

  @Test
  void aModuleThatARebootedHostDidNotLoadYetIsNoMoreThanMedium() {
    judge(
        "kernel_modules",
        n -> n == VICTIM ? List.of(module("ena")) : List.of(module("ena"), module("loop")));

    assertEquals(List.of(Severity.MEDIUM), accused().stream().map(Finding::severity).toList());
  }

  private static final Map<String, String> SSH = port(22, "/usr/sbin/sshd");

  private void judgeWith(
      String query, IntFunction<List<Map<String, String>>> own, Map<String, String> implant) {
    hour(
        query,
        THREE_AM,
        n -> {
          List<Map<String, String>> rows = new ArrayList<>(own.apply(n));
          if (query.equals("listening_ports")) {
            rows.add(SSH);
          }
          if (n == VICTIM) {
            rows.add(implant);
          }
          return rows;
        });
    rig.end(FOUR_AM);
  }

  private List<String> of(String column) {
    return accused().stream().map(f -> f.row().get(column)).toList();
  }

  private static String word(int n) {
    return String.valueOf((char) ('a' + n % 26)) + (char) ('a' + n / 26);
  }

  private static Map<String, String> port(int port, String path) {
    return row(
        "address", "0.0.0.0",
        "port", "" + port,
        "protocol", "6",
        "family", "2",
        "path", path);
  }

  private static Map<String, String> line(String address, String hostnames) {
    return row("address", address, "hostnames", hostnames);
  }

  private static Map<String, String> account(String name, int uid, String home) {
    return row("username", name, "uid", "" + uid, "directory", home, "shell", "/bin/bash");
  }

  private static Map<String, String> rule(String chain, String port, String from) {
    return row(
        "filter_name", "filter",
        "chain", chain,
        "target", "ACCEPT",
        "protocol", "6",
        "dst_port", port,
        "src_ip", from,
        "dst_ip", "0.0.0.0");
  }

  private static Map<String, String> process(String path, String words) {
    String cmdline = words.isEmpty() ? path : path + " " + words;
    return row("pid", "9", "path", path, "cmdline", cmdline, "uid", "1001");
  }

  private static Map<String, String> module(String name) {
    return row("name", name, "size", "16384", "used_by", "-", "status", "Live");
  }
}
