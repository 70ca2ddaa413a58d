package io.diffy.agent.tables;

import java.io.IOException;
import java.util.List;

/** /proc/modules. A kernel without loadable modules has no such file: an error, not "none". */
final class KernelModulesTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "kernel_modules",
          "name text, size bigint, used_by text, status text, address text",
          KernelModulesTable::read);

  static final String NONE = "this kernel or container shows no modules";

  private static final int FIELDS = 6;

  private KernelModulesTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    Lines.of(root, "/proc/modules", NONE, rows, line -> add(FileText.words(line), rows));
  }

  private static void add(List<String> words, TableRows rows) throws IOException {
    if (words.size() >= FIELDS) {
      String usedBy = words.get(3);
      rows.add(
          words.get(0),
          words.get(1),
          usedBy.endsWith(",") ? usedBy.substring(0, usedBy.length() - 1) : usedBy,
          words.get(4),
          words.get(5));
    }
  }
}
