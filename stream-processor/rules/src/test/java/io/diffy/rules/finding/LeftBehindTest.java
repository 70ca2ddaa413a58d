package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.finding.JudgedGroup.Host;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fourteen hosts, all alike but for one thing that somebody left on one of them. */
class LeftBehindTest {
  private static final int HOSTS = 14;
  private static final int VICTIM = 5;

  private final JudgedGroup group = new JudgedGroup();

  @ParameterizedTest
  @CsvSource({
    "cron_files, /etc/cron.daily/sync",
    "at_jobs, /var/spool/cron/atjobs/a00001019a3c0d",
    "unit_files, /etc/systemd/system/ssh.service.d/override.conf",
    "unit_files, /run/systemd/transient/run-u7.service",
    "login_files, /etc/profile.d/x.sh",
    "login_files, /home/ann/.zshrc",
    "access_files, /etc/pam.d/su-l",
    "ca_certificates, /usr/local/share/ca-certificates/x.crt",
    "package_hooks, /etc/apt/apt.conf.d/99x",
    "package_scripts, /var/lib/dpkg/info/x.postinst",
    "python_hooks, /usr/lib/python3/dist-packages/x.pth",
    "kernel_files, /etc/udev/rules.d/99-x.rules",
    "network_hooks, /etc/network/if-up.d/x",
    "defence_files, /etc/rsyslog.d/00-x.conf",
    "hidden_files, /home/ann/.cache/run",
    "history_links, /home/ann/.bash_history"
  })
  void aNewFileIsAccused(String query, String path) {
    Severity worst = judged(query, List.of(file("/etc/a", "aa")), List.of(file(path, "bb")));

    assertTrue(worst.compareTo(Severity.MEDIUM) >= 0, query + " " + path + ": " + worst);
  }

  @ParameterizedTest
  @CsvSource({
    "cron_files, /etc/cron.daily/man-db",
    "unit_files, /etc/init.d/ssh",
    "login_files, /etc/environment",
    "access_files, /etc/nsswitch.conf",
    "ca_certificates, /etc/ssl/certs/ca-certificates.crt",
    "kernel_files, /etc/modules",
    "defence_files, /etc/audit/auditd.conf"
  })
  void aFileOfOtherContentIsAccused(String query, String path) {
    List<Map<String, String>> clean = List.of(file(path, "aa"));
    judged(query, clean, List.of());
    List<Host> hosts = hosts(query, clean);
    hosts.get(VICTIM).answers().put(query, List.of(file(path, "bb")));

    Severity worst = group.judge(hosts).worst(instance(VICTIM + 1));

    assertTrue(worst.compareTo(Severity.MEDIUM) >= 0, query + " " + path + ": " + worst);
  }

  @ParameterizedTest
  @CsvSource({
    "dns_resolvers, type=nameserver address=203.0.113.9",
    "file_capabilities, path=/usr/bin/perl key=security.capability value=cap_setuid=ep",
    "promiscuous_interfaces, interface=eth0 flags=4419",
    "group_members, groupname=docker username=www-data",
    "routes, destination=203.0.113.0 netmask=24 interface=tun0",
    "interfaces, interface=tun0 type=65534",
    "powerful_containers, image=alpine privileged=1 source=/ destination=/host rw=1",
    "raw_sockets, name=x path=/usr/bin/x family=17 protocol=3",
    "kernel_thread_names, name=kworker/0:1 path=/usr/bin/perl cmdline=[kworker/0:1] uid=0"
  })
  void whatIsNoFileIsAccused(String query, String cells) {
    Map<String, String> row = new TreeMap<>();
    for (String cell : cells.split(" ", -1)) {
      row.put(cell.substring(0, cell.indexOf('=')), cell.substring(cell.indexOf('=') + 1));
    }
    Severity worst = judged(query, List.of(), List.of(row));

    assertTrue(worst.compareTo(Severity.MEDIUM) >= 0, query + ": " + worst);
  }

  @Test
  void aWeakerKernelIsAccused() {
    List<Host> hosts = hosts("kernel_parameters", List.of(parameter("2")));
    hosts.get(VICTIM).answers().put("kernel_parameters", List.of(parameter("0")));

    Severity worst = group.judge(hosts).worst(instance(VICTIM + 1));

    assertTrue(worst.compareTo(Severity.MEDIUM) >= 0, "it is " + worst);
  }

  @Test
  void anotherFileUnderEtcIsToldAtLow() {
    assertEquals(
        Severity.LOW,
        judged("etc_files", List.of(file("/etc/a", "aa")), List.of(file("/etc/monit/x", "bb"))));
  }

  private Severity judged(
      String query, List<Map<String, String>> clean, List<Map<String, String>> more) {
    List<Host> hosts = hosts(query, clean);
    List<Map<String, String>> all = new ArrayList<>(clean);
    all.addAll(more);
    hosts.get(VICTIM).answers().put(query, all);
    group.judge(hosts);
    Set<String> accused =
        group.open().stream()
            .map(Finding::instances)
            .flatMap(List::stream)
            .map(host -> host.instanceId())
            .collect(Collectors.toSet());
    accused.remove(instance(VICTIM + 1).instanceId());
    assertEquals(Set.of(), accused);
    return group.worst(instance(VICTIM + 1));
  }

  private static List<Host> hosts(String query, List<Map<String, String>> rows) {
    List<Host> hosts = new ArrayList<>();
    for (int n = 1; n <= HOSTS; n++) {
      hosts.add(new Host(instance(n), new HashMap<>(Map.of(query, rows))));
    }
    return hosts;
  }

  private static Map<String, String> file(String path, String hash) {
    return new TreeMap<>(
        Map.of(
            "path",
            path,
            "sha256",
            hash.repeat(32),
            "size",
            "17",
            "mode",
            "0755",
            "uid",
            "0",
            "gid",
            "0"));
  }

  private static Map<String, String> parameter(String value) {
    return Map.of("name", "kernel.randomize_va_space", "current_value", value);
  }
}
