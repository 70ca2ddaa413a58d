package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the kernel shows in one place and not in another: a rootkit seldom hides a thing everywhere.
 * Tables of this project's own; empty is how they should be.
 */
final class HiddenTables {
  /** In /sys/module, loaded and not built in, but not in /proc/modules. */
  static final OsqueryTable MODULES =
      OsqueryTable.of("hidden_modules", "name text, state text, taint text", HiddenTables::modules);

  /** Answers under its number, but no listing of /proc has it. */
  static final OsqueryTable PROCESSES =
      OsqueryTable.of(
          "hidden_processes", "pid bigint, name text, uid bigint", HiddenTables::processes);

  private HiddenTables() {}

  private static void modules(Root root, TableRows rows) throws IOException {
    Map<String, Located> loaded = new TreeMap<>();
    for (Located module : root.list("/sys/module")) {
      if (root.exists(module.child("initstate").path())) {
        loaded.put(module.name(), module);
      }
    }
    Lines.of(
        root,
        "/proc/modules",
        KernelModulesTable.NONE,
        rows,
        line -> loaded.remove(line.split(" ", 2)[0]));
    for (Located module : loaded.values()) {
      // One that was unloaded meanwhile is hidden nowhere.
      String state = root.oneLine(module.child("initstate").path());
      if (!state.isEmpty()) {
        rows.add(module.name(), state, root.oneLine(module.child("taint").path()));
      }
    }
  }

  private static void processes(Root root, TableRows rows) throws IOException {
    Set<Long> listed = listedProcesses(root);
    Map<Long, Map<String, String>> found = new TreeMap<>();
    Path proc = root.at("/proc/").real();
    long newest = newest(root, listed);
    for (long pid = 1; pid <= newest; pid++) {
      rows.checkTime();
      if (!listed.contains(pid) && Files.exists(proc.resolve(Long.toString(pid)))) {
        Map<String, String> status = status(root, pid);
        // A thread answers too; its group is the process.
        if (status.getOrDefault("Tgid", "").equals(Long.toString(pid))) {
          found.put(pid, status);
        }
      }
    }
    found.keySet().removeAll(listedProcesses(root)); // begun after the first listing
    for (Map.Entry<Long, Map<String, String>> each : found.entrySet()) {
      if (!status(root, each.getKey()).isEmpty()) {
        List<String> uids = FileText.words(each.getValue().getOrDefault("Uid", ""));
        rows.add(
            each.getKey().toString(),
            each.getValue().get("Name"),
            uids.isEmpty() ? null : uids.get(0));
      }
    }
  }

  /** The number given last; above it there are processes only where numbers began anew. */
  private static long newest(Root root, Set<Long> listed) throws IOException {
    List<String> load = FileText.words(root.oneLine("/proc/loadavg"));
    long last = load.isEmpty() ? 0 : Numbers.decimalOr(load.get(load.size() - 1), 0);
    return Math.max(last, listed.stream().mapToLong(pid -> pid).max().orElse(0));
  }

  private static Set<Long> listedProcesses(Root root) throws IOException {
    return Processes.all(root).stream()
        .map(process -> Numbers.decimal(process.name()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> status(Root root, long pid) throws IOException {
    try {
      return FileText.pairs(root.read("/proc/" + pid + "/status").lines(), ':');
    } catch (NoSuchFileException e) {
      return Map.of();
    }
  }
}
