package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.bigint;
import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** /proc/modules. A kernel without loadable modules has no such file: an error, not "none". */
final class KernelModulesTable implements OsqueryTable {
  private static final int FIELDS = 6;

  @Override
  public String name() {
    return "kernel_modules";
  }

  @Override
  public List<Column> columns() {
    return List.of(text("name"), bigint("size"), text("used_by"), text("status"), text("address"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    for (String line : modules(root).lines(rows)) {
      List<String> words = Words.of(line);
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

  private static FileText modules(Root root) throws IOException {
    try {
      return root.read("/proc/modules");
    } catch (NoSuchFileException e) {
      throw new Unavailable(
          "/proc/modules does not exist: this kernel or container shows no modules");
    }
  }
}
