package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** /proc/version and /proc/cmdline, in one row. */
final class KernelInfoTable implements OsqueryTable {
  private static final String IMAGE = "BOOT_IMAGE=";
  private static final String DEVICE = "root=";

  @Override
  public String name() {
    return "kernel_info";
  }

  @Override
  public List<Column> columns() {
    return List.of(text("version"), text("arguments"), text("path"), text("device"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    String path = null;
    String device = null;
    List<String> arguments = new ArrayList<>();
    for (String argument : Words.of(root.read("/proc/cmdline").trimmed())) {
      if (argument.startsWith(IMAGE)) {
        path = argument.substring(IMAGE.length());
      } else if (argument.startsWith(DEVICE)) {
        device = argument.substring(DEVICE.length());
      } else {
        arguments.add(argument);
      }
    }
    List<String> version = Words.of(root.read("/proc/version").trimmed());
    boolean known = version.size() > 2 && version.get(1).equals("version");
    rows.add(known ? version.get(2) : null, String.join(" ", arguments), path, device);
  }
}
