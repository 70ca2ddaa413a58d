package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;

/**
 * The kernel's parameters under /proc/sys, by osquery's dotted names. No /proc/sys is an error; a
 * parameter that can only be written, or that this kernel refuses to show, is none.
 */
final class SystemControlsTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "system_controls",
          "name text, oid text, subsystem text, current_value text, config_value text, type text",
          SystemControlsTable::read);

  private static final String ALL = "/proc/sys";
  private static final int DEEPEST = 8;

  private SystemControlsTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    if (!root.isDirectory(ALL)) {
      throw new Unavailable(ALL + " does not exist: this kernel shows no parameters");
    }
    Constraints asked = rows.constraints();
    below(
        root,
        root.at(ALL),
        0,
        asked.onlyOf(Set.of("system_controls")) ? asked.conjuncts().only("name") : Optional.empty(),
        rows);
  }

  private static void below(
      Root root, Located directory, int depth, Optional<Set<String>> only, TableRows rows)
      throws IOException {
    for (Located entry : root.list(directory)) {
      rows.checkTime();
      String name = name(entry);
      if (only.isPresent()
          && only.get().stream().noneMatch(n -> (n + ".").startsWith(name + "."))) {
        continue;
      }
      try {
        int mode = root.linkStat(entry).mode();
        if (FileType.isDirectory(mode) && depth < DEEPEST) {
          below(root, entry, depth + 1, only, rows);
        } else if (FileType.isRegular(mode)) {
          add(entry, root.read(entry).trimmed(), rows);
        }
      } catch (NoSuchFileException | AccessDeniedException | Unavailable e) {
        rows.checkTime(); // write-only, or gone with its network card
      }
    }
  }

  private static String name(Located entry) {
    return entry.path().substring(ALL.length() + 1).replace('/', '.');
  }

  private static void add(Located entry, String value, TableRows rows) throws IOException {
    String name = name(entry);
    rows.add(name, null, name.split("\\.", 2)[0], value, null, "string");
  }
}
