package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group in the middle of a deploy and of an upgrade, hour by hour. */
class BetweenVersionsTest extends FortyHostsTest {
  private static final Map<String, String> APP =
      process("java", "/usr/bin/java", "java -jar /srv/app.jar");

  /** Eight of the old image still wait for the upgrade; the new image brings it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aProgramReplacedWhileAnUpgradeIsHalfDoneIsAccused(int replaced) {
    for (int n = 1; n <= 48; n++) {
      boolean old = n <= 14;
      String hash = old && n <= replaced ? "ee" : old && n <= 8 + replaced ? "aa" : "bb";
      rig.observe(
          Observation.of(
              old ? instance(n) : instance(n, "8", "ami-0b8"),
              "file_hash",
              THREE_AM.plusSeconds(60 + n),
              List.of(row("path", "/usr/sbin/sshd", "sha256", hash, "mode", "0755"))));
    }
    rig.end(FOUR_AM);

    List<Finding> accused = accused();
    assertEquals(List.of("ee"), accused.stream().map(f -> f.row().get("sha256")).toList());
    assertEquals(replaced, accused.get(0).instances().size());
  }

  /**
   * The only host of the next image can't be compared; with what others show it is odd all the
   * same.
   */
  @Test
  void whatIsOddOnOtherHostsIsOddOnACanaryToo() {
    Map<String, String> usual = row("path", "/etc/environment", "value", "aa");
    Map<String, String> preload = row("path", "/etc/ld.so.preload", "value", "ee");
    Map<String, String> ofNewImage = row("path", "/etc/new.conf", "value", "nn");
    for (int n = 1; n <= 40; n++) {
      List<Map<String, String>> rows = new ArrayList<>(List.of(usual));
      if (n <= 2 || n == 40) {
        rows.add(preload);
      }
      if (n == 40) {
        rows.add(ofNewImage);
      }
      rig.observe(
          Observation.of(
              n == 40 ? instance(n, "9", "ami-0c9") : instance(n),
              "ld_preload",
              THREE_AM.plusSeconds(60 + n),
              rows));
    }
    rig.end(FOUR_AM);

    assertEquals(
        Set.of(instance(1).instanceId(), instance(2).instanceId(), instance(40).instanceId()),
        accused().stream()
            .flatMap(f -> f.instances().stream())
            .map(Instance::instanceId)
            .collect(Collectors.toSet()));
  }

  /** Modules that disks and connections need come to one host here, to another there. */
  @Test
  void aModuleThatNothingAskedForShowsAmongThoseThatHostsNeed() {
    Map<String, String> ext4 = module("ext4", "-");
    judge(
        "kernel_modules",
        n ->
            switch (n) {
              case 3 -> List.of(ext4, module("isofs", "-"));
              case 5 -> List.of(ext4, module("tcp_bbr", "-"));
              case 7 -> List.of(ext4, module("nf_log_syslog", "-"));
              case 8 -> List.of(ext4, module("cdrom", "sr_mod,"));
              case 9 -> List.of(ext4, module("kvm_trace", "-"));
              default -> List.of(ext4);
            });

    assertEquals(List.of("kvm_trace"), accused().stream().map(f -> f.row().get("name")).toList());
  }

  @Test
  void aServiceThatEachHostCallsAtAnotherAddressIsTold() {
    for (int hour = 0; hour < 4; hour++) {
      int calling = List.of(2, 3, 7, 8).get(hour);
      int first = 5 * hour;
      hour(
          "process_open_sockets",
          THREE_AM.plusSeconds(3600L * hour),
          n -> {
            List<Map<String, String>> rows = new ArrayList<>(List.of(call(n, "10.0.9.5", "5432")));
            if (n >= first && n < first + calling) {
              rows.add(call(n, "198.51.100." + (n + 100), "443"));
            }
            return rows;
          });
    }
    rig.end(THREE_AM.plusSeconds(4 * 3600));

    assertEquals(
        Set.of(Severity.LOW),
        deviations().stream().map(Finding::severity).collect(Collectors.toSet()));
  }

  @Test
  void aThreadOfTheKernelIsTold() {
    judge("processes", n -> n < 2 ? List.of(APP, process("nfsd", "", "")) : List.of(APP));

    assertEquals(List.of(Severity.LOW), deviations().stream().map(Finding::severity).toList());
  }

  @Test
  void aPackageOfAnOldKernelGoesFromOneHostAfterTheOther() {
    Map<String, String> curl = installed("curl", "7.88");
    Map<String, String> kernel = installed("linux-image-6.1.0-30-amd64", "6.1.124-1");
    judge("deb_packages", n -> n < 3 ? List.of(curl) : List.of(curl, kernel));

    assertEquals(List.of(), accused());
  }

  @Test
  void aPackageThatOneHostLacksIsAccused() {
    Map<String, String> curl = installed("curl", "7.88");
    judge("deb_packages", n -> n < 1 ? List.of(curl) : List.of(curl, installed("auditd", "3.0")));

    assertEquals(1, accused().size());
  }

  private static Map<String, String> module(String name, String users) {
    return row("name", name, "size", "36864", "used_by", users, "status", "Live");
  }

  private static Map<String, String> installed(String name, String version) {
    return row("name", name, "version", version, "arch", "amd64", "status", "install ok installed");
  }

  private static Map<String, String> process(String name, String path, String words) {
    return row(
        "pid",
        "9",
        "name",
        name,
        "path",
        path,
        "cmdline",
        words,
        "uid",
        "0",
        "on_disk",
        path.isEmpty() ? "-1" : "1");
  }

  private static Map<String, String> call(int n, String address, String port) {
    return row(
        "pid",
        "77",
        "name",
        "outbox",
        "protocol",
        "6",
        "family",
        "2",
        "local_address",
        "10.0.0." + n,
        "local_port",
        Integer.toString(40_000 + n),
        "remote_address",
        address,
        "remote_port",
        port);
  }
}
