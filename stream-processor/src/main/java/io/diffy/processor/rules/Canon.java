package io.diffy.processor.rules;

import io.diffy.schemas.Instance;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Turns rows into items: drops what is volatile, masks what is the host's own, keeps the rest. */
final class Canon {
  /** Dynamically allocated system users and groups: Debian policy 9.2.2, and alike elsewhere. */
  private static final int FIRST_SYSTEM_ID = 100;

  private static final int LAST_SYSTEM_ID = 999;

  private static final long BRIEF_SECONDS = 60;

  /** Loop devices are numbered in the order of mounting. */
  private static final String LOOP = "/dev/loop";

  /** Columns of the state of a systemd unit. */
  private static final Set<String> UNIT_STATE = Set.of("active_state", "sub_state");

  private final QueryRules rules;
  private final Masks masks;

  Canon(QueryRules rules, Instance instance) {
    this.rules = rules;
    this.masks = Masks.of(instance);
  }

  /**
   * Whether the row can be held against anybody.
   *
   * @param collectedAt by the host's own clock, as the times in the row are
   */
  static boolean counts(Map<String, String> row, Instant collectedAt) {
    return !isOwnerlessSocket(row)
        && !isInbound(row)
        && !isSessionMount(row)
        && !isBrief(row, collectedAt);
  }

  /** Who connects to a port of the host says nothing about the host; the open port itself does. */
  private static boolean isInbound(Map<String, String> row) {
    long local = number(row.getOrDefault("local_port", ""));
    return local > 0
        && local < Masks.EPHEMERAL
        && number(row.getOrDefault("remote_port", "")) >= Masks.EPHEMERAL;
  }

  /**
   * A process that has just started may be gone in a moment: a job of cron, a helper of a shell.
   */
  private static boolean isBrief(Map<String, String> row, Instant collectedAt) {
    long started = number(row.getOrDefault("start_time", ""));
    long age = collectedAt.getEpochSecond() - started;
    return started > 0 && row.containsKey("cmdline") && age >= 0 && age < BRIEF_SECONDS;
  }

  /**
   * A socket in TIME_WAIT, or of a process the collector may not see, says nothing about what the
   * host runs.
   */
  private static boolean isOwnerlessSocket(Map<String, String> row) {
    return "-1".equals(row.get("pid"))
        && row.containsKey("remote_port")
        && row.getOrDefault("name", "").isEmpty();
  }

  /** Comes and goes with each login of that user (pam_systemd). */
  private static boolean isSessionMount(Map<String, String> row) {
    return "tmpfs".equals(row.get("type")) && row.getOrDefault("path", "").startsWith("/run/user/");
  }

  Item item(Map<String, String> row) {
    StringBuilder identity = new StringBuilder(128);
    StringBuilder attributes = new StringBuilder(128);
    boolean kernelThread = isKernelThread(row);
    for (Map.Entry<String, String> cell : new TreeMap<>(row).entrySet()) {
      String column = cell.getKey();
      if (!rules.drops(column)) {
        StringBuilder out = rules.names(column, row.keySet()) ? identity : attributes;
        String text = isRestingUnit(column, row) ? "<not active>" : cell.getValue();
        CellText.write(out, column, canonical(column, text, kernelThread));
      }
    }
    return new Item(identity.toString(), attributes.toString());
  }

  /** A job that a timer starts is inactive, activating or failed, and each of it for a while. */
  private static boolean isRestingUnit(String column, Map<String, String> row) {
    return UNIT_STATE.contains(column)
        && row.containsKey("active_state")
        && !"active".equals(row.get("active_state"));
  }

  private String canonical(String column, String text, boolean kernelThread) {
    if (QueryRules.PORTS.contains(column)) {
      return port(text);
    }
    if (column.equals("flags")) {
      return masks.apply(withoutSizes(text));
    }
    if (column.startsWith("device") && text.startsWith(LOOP)) {
      return LOOP + '#';
    }
    if (QueryRules.IDS.contains(column)) {
      return id(text);
    }
    if (QueryRules.EXACT.contains(column)) {
      return text;
    }
    if (kernelThread && column.equals("name")) {
      return kernelThreadName(text);
    }
    return masks.apply(text);
  }

  /** The sizes of memory file systems follow the memory of the host. */
  private static String withoutSizes(String flags) {
    return Arrays.stream(flags.split(",", -1))
        .filter(flag -> !flag.startsWith("size=") && !flag.startsWith("nr_inodes="))
        .collect(Collectors.joining(","));
  }

  private static String port(String text) {
    return number(text) >= Masks.EPHEMERAL ? "<ephemeral>" : text;
  }

  /** Ids of system accounts are handed out in the order in which packages were installed. */
  private static String id(String text) {
    long id = number(text);
    return id >= FIRST_SYSTEM_ID && id <= LAST_SYSTEM_ID ? "<system-id>" : text;
  }

  static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Kernel threads have no executable and no command line; osquery says {@code on_disk = -1}. */
  private static boolean isKernelThread(Map<String, String> row) {
    return "-1".equals(row.get("on_disk"))
        && row.getOrDefault("path", "?").isEmpty()
        && row.getOrDefault("cmdline", "?").isEmpty();
  }

  /** {@code kworker/u8:1-events} and {@code scsi_eh_0} differ with processors, devices and load. */
  private static String kernelThreadName(String name) {
    int slash = name.indexOf('/');
    String stem = slash < 0 ? name : name.substring(0, slash);
    return stem.replaceAll("[0-9]+", "#");
  }
}
