package io.diffy.processor;

import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tricks that look like what the peers have. Rows are written {@code column=text|column=text}. */
class BesidePeersTest extends FortyHostsTest {

  @ParameterizedTest
  @CsvSource({
    "authorized_keys, username=root|key=AAops|comment=ci,  username=root|key=AAevil|comment=ci",
    "users,           uid=0|username=root,                 uid=0|username=systemd-timesyncd",
    "crontab,         path=/etc/crontab|command=run-parts, path=/etc/crontab|command=run-pаrts",
    "sudoers,         source=/etc/sudoers|header=root,     source=/etc/sudoers.d/.x|header=app",
    "suid_bin,        path=/usr/bin/su|permissions=S,      path=/usr/lib/x86/su|permissions=S",
    "file_hash,       path=/etc/pam.d/sshd|sha256=aa,      path=/etc/systemd/system/ssh.service.d/o.conf|sha256=bb",
    "listening_ports, port=9100|name=exporter|pid=7,       port=9100|name=socat|pid=8",
    "listening_ports, port=8126|name=agent|address=::1,    port=8125|name=python3|address=::1",
    "etc_hosts,       address=127.0.0.1|hostnames=localhost, address=127.0.0.1|hostnames=localhost cloud.example",
    "processes,       path=/usr/sbin/sshd|pid=7|cmdline=sshd, path=/usr/bin/sshd|pid=9|cmdline=sshd",
    "processes,       name=kworker/1:2|path=|cmdline=|on_disk=-1|pid=7|parent=2, name=kworker/2:1|path=|cmdline=|on_disk=-1|pid=9|parent=1",
  })
  void aRowBesideAPeersOneIsSeen(String query, String usual, String odd) {
    judge(query, n -> n == 7 ? List.of(cells(usual), cells(odd)) : List.of(cells(usual)));

    assertEquals(List.of(cells(odd)), rows());
  }

  @ParameterizedTest
  @CsvSource({
    "ld_preload, path=/etc/ld.so.preload|value=empty,  path=/etc/ld.so.preload|value=evil, 1",
    "processes,  path=/usr/sbin/ntpd|pid=7|cmdline=ntpd -p 10.0.9.1, path=/usr/sbin/ntpd|pid=7|cmdline=ntpd -p 10.0.66.1, 3",
    "mounts,     path=/srv|type=nfs4|device=10.0.9.5:/x, path=/srv|type=nfs4|device=10.0.66.6:/x, 10",
    "iptables,   filter_name=filter|chain=INPUT|target=ACCEPT|protocol=6|dst_port=22|src_ip=10.0.100.5, filter_name=filter|chain=INPUT|target=ACCEPT|protocol=6|dst_port=22|src_ip=10.0.200.5, 12",
    "systemd_units, id=edr.service|active_state=active, id=edr.service|active_state=inactive, 3",
  })
  void anotherTextInItsPlaceIsOneFindingOfAllThatShowIt(
      String query, String usual, String odd, int hosts) {
    judge(query, n -> List.of(cells(n < hosts ? odd : usual)));

    List<Finding> accused = accused();
    assertEquals(1, accused.size(), accused::toString);
    assertEquals(hosts, accused.get(0).instances().size());
    assertEquals(cells(odd), accused.get(0).row());
    assertEquals(cells(usual), accused.get(0).previous());
  }

  @ParameterizedTest
  @CsvSource({
    "processes,       path=/opt/edr/edrd|pid=9|cmdline=edrd",
    "systemd_units,   id=edr.service|active_state=active",
    "deb_packages,    name=edr|version=1.2|arch=amd64",
    "listening_ports, port=9100|name=exporter|pid=9",
  })
  void whatAPartOfTheGroupLacksIsOneFindingThatSaysSo(String query, String lacked) {
    Map<String, String> other = new TreeMap<>(cells(lacked));
    other.replaceAll((column, text) -> text.replace("edr", "sshd").replace("9100", "22"));
    judge(query, n -> n < 5 ? List.of(other) : List.of(other, cells(lacked)));

    Finding part = accused().get(0);
    assertEquals(Kind.MISSING, part.kind());
    assertEquals(Severity.MEDIUM, part.severity());
    assertEquals(
        "5 of 40 instances (launch version 7, ami-0a7, m5.large) lack this;"
            + " no image, launch version or type explains which",
        part.reason());
  }

  @Test
  void aUnitThatAnAdministratorWroteIsADecisionOnHoweverFewHosts() {
    Map<String, String> ssh = cells("id=ssh.service|active_state=active|fragment_path=/lib/ssh");
    Map<String, String> own =
        cells("id=x.service|active_state=active|fragment_path=/etc/systemd/system/x.service");
    judge("systemd_units", n -> n < 3 ? List.of(ssh, own) : List.of(ssh));

    assertEquals(3, accused().get(0).instances().size());
  }

  @ParameterizedTest
  @CsvSource({"/root/.acme.sh, MEDIUM", "/home/a/.acme.sh, HIGH"})
  void aScriptInTheHomeOfRootIsNoMoreThanMedium(String folder, Severity severity) {
    Map<String, String> java = cells("path=/usr/bin/java|pid=7|cmdline=java");
    Map<String, String> script =
        cells("path=/usr/bin/dash|pid=9|cmdline=sh " + folder + "/x --cron");
    judge("processes", n -> n == 7 ? List.of(java, script) : List.of(java));

    assertEquals(List.of(severity), accused().stream().map(Finding::severity).toList());
  }

  @Test
  void anotherProgramBesideWorkersWhoseWordsSeveralHostsShareIsSeen() {
    String worker = "path=/usr/bin/python3|pid=9|cmdline=python3 /opt/work/w.py --node ";
    String odd = "path=/usr/bin/python3|pid=9|cmdline=python3 /usr/lib/evil.py --port 443";
    judge(
        "processes",
        n -> {
          Map<String, String> own = cells(worker + "xyz".charAt(n % 3) + "-node");
          return n == 7 ? List.of(own, cells(odd)) : List.of(own);
        });

    assertEquals(List.of(cells(odd)), rows());
  }

  private List<Map<String, String>> rows() {
    return accused().stream().map(Finding::row).toList();
  }

  private static Map<String, String> cells(String text) {
    Map<String, String> row = row();
    for (String cell : text.split("\\|", -1)) {
      int at = cell.indexOf('=');
      row.put(cell.substring(0, at), cell.substring(at + 1));
    }
    return row;
  }
}
