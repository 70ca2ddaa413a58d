package io.diffy.rules.item;

import java.util.List;
import java.util.Set;

/** What the tables behind a query are like, as far as it matters to the rules. */
public enum TableTrait {
  /**
   * A running host has rows in it, whatever an intruder stops: an answer without most of them was
   * cut.
   */
  NEVER_EMPTY,
  /** Its rows are packages or files, which upgrades change. */
  SOFTWARE,
  /** It shows a moment: that a row is not there proves nothing. */
  MOMENTARY,
  /**
   * Its rows are decisions: no load, no timer and no hardware adds one, so that sharing one is no
   * habit.
   */
  DELIBERATE;

  private static final Set<String> NEVER_EMPTY_TABLES =
      Set.of(
          "processes",
          "listening_ports",
          "process_open_sockets",
          "users",
          "groups",
          "mounts",
          "systemd_units",
          "deb_packages",
          "rpm_packages",
          "kernel_modules");

  private static final Set<String> SOFTWARE_TABLES =
      Set.of(
          "deb_packages",
          "rpm_packages",
          "python_packages",
          "npm_packages",
          "file",
          "hash",
          "suid_bin");

  private static final Set<String> MOMENTARY_TABLES = Set.of("process_open_sockets");

  private static final Set<String> DELIBERATE_TABLES =
      Set.of(
          "authorized_keys",
          "crontab",
          "etc_hosts",
          "iptables",
          "process_envs",
          "sudoers",
          "suid_bin",
          "users");

  /**
   * Whether a query of these tables is so.
   *
   * @param tables in the order of the SQL text: rows come from the first, decisions from any
   */
  boolean fits(List<String> tables) {
    String first = tables.isEmpty() ? "" : tables.get(0);
    return switch (this) {
      case NEVER_EMPTY -> NEVER_EMPTY_TABLES.contains(first);
      case SOFTWARE -> SOFTWARE_TABLES.contains(first);
      case MOMENTARY -> MOMENTARY_TABLES.contains(first);
      case DELIBERATE -> tables.stream().anyMatch(DELIBERATE_TABLES::contains);
    };
  }
}
