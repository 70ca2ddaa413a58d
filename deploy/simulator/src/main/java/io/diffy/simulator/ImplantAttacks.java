package io.diffy.simulator;

import static io.diffy.simulator.AttackEvidence.changed;
import static io.diffy.simulator.AttackEvidence.unexpected;

import java.util.List;
import java.util.Map;

/** Attacks that put something of their own on the host. */
final class ImplantAttacks {
  private ImplantAttacks() {}

  static List<AttackEvidence> bindShell(HostRows rows, Dice dice) {
    String path =
        dice.pick(
            List.of("/var/tmp/.font-unix/fontd", "/dev/shm/.sm/smd", "/usr/bin/dbus-brokerd"));
    // The last one hides among the ports that the kernel hands out.
    String port = dice.pick(List.of("4444", "8099", "1337", "31337", "44818"));
    String command = path + " -p " + port;
    boolean deleted = dice.chance(0.3);
    AttackEvidence process = process(rows, dice, path, command, deleted ? "0" : "1");
    String name = process.match().get("name");
    String pid = Integer.toString(dice.below(90_000));
    rows.add(
        "listening_ports",
        Map.of(
            "address", "0.0.0.0",
            "port", port,
            "protocol", "6",
            "family", "2",
            "name", name,
            "path", path,
            "cmdline", command,
            "pid", pid));
    return List.of(
        unexpected("listening_ports", Map.of("port", port, "name", name)), process.beside());
  }

  static List<AttackEvidence> beacon(HostRows rows, Dice dice) {
    String path = dice.pick(List.of("/opt/.cache/xmr-stakd", "/tmp/.ICE-unix/irqbalanced"));
    String remote = "203.0.113." + (1 + dice.below(250));
    String port = dice.pick(List.of("443", "3333", "8443"));
    AttackEvidence process = process(rows, dice, path, path + " -o " + remote + ":" + port, "1");
    String name = process.match().get("name");
    String local = Integer.toString(32768 + dice.below(28_000));
    String pid = Integer.toString(dice.below(90_000));
    rows.add(
        "process_open_sockets",
        Map.of(
            "name", name,
            "path", path,
            "protocol", "6",
            "family", "2",
            "local_address", "",
            "local_port", local,
            "remote_address", remote,
            "remote_port", port,
            "state", "ESTABLISHED",
            "pid", pid));
    return List.of(
        unexpected("process_open_sockets", Map.of("name", name, "remote_port", port)),
        process.beside());
  }

  static List<AttackEvidence> kernelModule(HostRows rows, Dice dice) {
    String name = dice.pick(List.of("nf_conntrack_aux", "snd_hda_mix", "ext4_inline", "kvm_trace"));
    String size = Integer.toString(16384 + 4096 * dice.below(8));
    String address = "0xffffffffc" + dice.hex(7);
    rows.add(
        "kernel_modules",
        Map.of(
            "name", name,
            "size", size,
            "used_by", "-",
            "status", "Live",
            "address", address));
    return List.of(unexpected("kernel_modules", Map.of("name", name)));
  }

  static List<AttackEvidence> preload(HostRows rows, Dice dice) {
    String digest = dice.hex(64);
    rows.add(
        "ld_preload",
        Map.of("path", "/etc/ld.so.preload", "key", "ld.so.preload", "value", digest));
    rows.add(
        "file_hash",
        Map.of(
            "path", "/etc/ld.so.preload",
            "sha256", digest,
            "size", Integer.toString(20 + dice.below(30)),
            "mode", "0644",
            "uid", "0",
            "gid", "0"));
    return List.of(
        unexpected("ld_preload", Map.of("path", "/etc/ld.so.preload", "value", digest)),
        unexpected("file_hash", Map.of("path", "/etc/ld.so.preload", "sha256", digest)).beside());
  }

  static List<AttackEvidence> suidCopy(HostRows rows, Dice dice) {
    // The second is a program all hosts have, with a bit they don't.
    String path = dice.pick(List.of("/usr/lib/x86_64-linux-gnu/.sh", "/usr/bin/find"));
    rows.add(
        "suid_bin",
        Map.of("path", path, "username", "root", "groupname", "root", "permissions", "S"));
    Map<String, String> before =
        rows.change("file_hash", Map.of("path", path), Map.of("mode", "4755"));
    AttackEvidence bit = unexpected("suid_bin", Map.of("path", path));
    return before.isEmpty()
        ? List.of(bit)
        : List.of(
            bit,
            changed(
                    "file_hash",
                    Map.of("path", path, "mode", "4755"),
                    Map.of("path", path, "mode", before.get("mode")))
                .beside());
  }

  /** A process of root's, named as its program. */
  static AttackEvidence process(
      HostRows rows, Dice dice, String path, String commandLine, String onDisk) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    name = name.substring(0, Math.min(15, name.length()));
    rows.add(
        "processes",
        Map.ofEntries(
            Map.entry("pid", Integer.toString(200_000 + dice.below(90_000))),
            Map.entry("name", name),
            Map.entry("path", path),
            Map.entry("cmdline", commandLine),
            Map.entry("uid", "0"),
            Map.entry("gid", "0"),
            Map.entry("euid", "0"),
            Map.entry("on_disk", onDisk),
            Map.entry("parent", "1"),
            Map.entry("state", "S"),
            Map.entry("cwd", "/"),
            Map.entry("start_time", afterBoot(rows))));
    return unexpected("processes", Map.of("name", name, "path", path));
  }

  /** A minute after the first process. */
  private static String afterBoot(HostRows rows) {
    return rows.answer("processes").stream()
        .filter(process -> process.get("pid").equals("1"))
        .findFirst()
        .map(init -> Long.toString(Long.parseLong(init.get("start_time")) + 60))
        .orElse("");
  }
}
