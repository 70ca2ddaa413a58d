package io.diffy.processor.rules;

import io.diffy.schemas.Instance;
import java.util.Map;
import java.util.TreeMap;

/** Turns rows into items: drops what is volatile, masks what is the host's own, keeps the rest. */
final class Canon {
  private static final char COLUMN_END = '\u001f';

  private final QueryRules rules;
  private final Masks masks;

  Canon(QueryRules rules, Instance instance) {
    this.rules = rules;
    this.masks = Masks.of(instance);
  }

  /**
   * Whether the row can be held against anybody. A socket without an owner (TIME_WAIT, or a process
   * of which the collector has no rights) says nothing about what the host runs.
   */
  static boolean counts(Map<String, String> row) {
    return !("-1".equals(row.get("pid"))
        && row.containsKey("remote_port")
        && row.getOrDefault("name", "").isEmpty());
  }

  Item item(Map<String, String> row) {
    StringBuilder identity = new StringBuilder(128);
    StringBuilder attributes = new StringBuilder(128);
    boolean kernelThread = isKernelThread(row);
    for (Map.Entry<String, String> cell : new TreeMap<>(row).entrySet()) {
      String column = cell.getKey();
      if (!rules.drops(column)) {
        StringBuilder out = rules.names(column, row.keySet()) ? identity : attributes;
        out.append(column).append('=').append(canonical(column, cell.getValue(), kernelThread));
        out.append(COLUMN_END);
      }
    }
    return new Item(identity.toString(), attributes.toString());
  }

  private String canonical(String column, String text, boolean kernelThread) {
    if (QueryRules.PORTS.contains(column)) {
      return port(text);
    }
    if (QueryRules.EXACT.contains(column)) {
      return text;
    }
    if (kernelThread && column.equals("name")) {
      return kernelThreadName(text);
    }
    return masks.apply(text);
  }

  private static String port(String text) {
    try {
      return Integer.parseInt(text) >= Masks.EPHEMERAL ? "<ephemeral>" : text;
    } catch (NumberFormatException e) {
      return text;
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
