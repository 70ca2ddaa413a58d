package io.diffy.simulator;

import static io.diffy.simulator.AttackEvidence.changed;
import static io.diffy.simulator.AttackEvidence.missing;
import static io.diffy.simulator.AttackEvidence.unexpected;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Attacks that take away or replace what the peers have. */
final class TamperingAttacks {
  private TamperingAttacks() {}

  static List<AttackEvidence> replacedBinary(HostRows rows, Dice dice) {
    String path =
        dice.pick(
            List.of(
                "/usr/sbin/sshd",
                "/usr/bin/sudo",
                "/usr/bin/ps",
                "/usr/lib/x86_64-linux-gnu/security/pam_unix.so",
                "/usr/bin/login"));
    String digest = dice.hex(64);
    // A good forger pads the file to its old size.
    Map<String, String> before =
        rows.change("file_hash", Map.of("path", path), Map.of("sha256", digest));
    return List.of(
        changed(
            "file_hash",
            Map.of("path", path, "sha256", digest),
            Map.of("path", path, "sha256", before.get("sha256"))));
  }

  static List<AttackEvidence> hostsLine(HostRows rows, Dice dice) {
    String names =
        dice.pick(List.of("deb.debian.org", "security.debian.org", "updates.sensor.example.net"));
    String address = dice.pick(List.of("127.0.0.1", "203.0.113.77", "0.0.0.0"));
    rows.add("etc_hosts", Map.of("address", address, "hostnames", names));
    return List.of(unexpected("etc_hosts", Map.of("address", address, "hostnames", names)));
  }

  static List<AttackEvidence> firewallRuleRemoved(HostRows rows, Dice dice) {
    Map<String, String> rule =
        dice.pick(
            List.of(
                Map.of("chain", "INPUT", "target", "DROP", "dst_port", "22"),
                Map.of("chain", "INPUT", "target", "DROP", "dst_port", "9100"),
                Map.of("chain", "OUTPUT", "target", "DROP", "dst_port", "25"),
                Map.of("chain", "OUTPUT", "target", "REJECT", "dst_ip", "169.254.169.254")));
    rows.remove("iptables", rule);
    return List.of(missing("iptables", rule));
  }

  static List<AttackEvidence> cronLineRemoved(HostRows rows, Dice dice) {
    String path = dice.pick(List.of("/etc/cron.d/audit-trail", "/etc/cron.d/verify-image"));
    rows.remove("crontab", Map.of("path", path));
    return List.of(missing("crontab", Map.of("path", path)));
  }

  static List<AttackEvidence> auditStopped(HostRows rows, Dice dice) {
    List<AttackEvidence> evidence = new ArrayList<>();
    rows.remove("processes", Map.of("name", "auditd"));
    evidence.add(missing("processes", Map.of("name", "auditd", "path", "/usr/sbin/auditd")));
    String state = dice.pick(List.of("inactive", "failed"));
    Map<String, String> before =
        rows.change(
            "systemd_units",
            Map.of("id", "auditd.service"),
            Map.of("active_state", state, "sub_state", "dead"));
    evidence.add(
        changed(
                "systemd_units",
                Map.of("id", "auditd.service", "active_state", state),
                Map.of("id", "auditd.service", "active_state", before.get("active_state")))
            .beside());
    return evidence;
  }
}
