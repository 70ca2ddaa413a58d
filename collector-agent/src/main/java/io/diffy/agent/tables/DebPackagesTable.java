package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.bigint;
import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** dpkg's status file. Its absence is an error: this is no dpkg system. */
final class DebPackagesTable implements OsqueryTable {
  private static final String DIRECTORY = "/var/lib/dpkg";

  @Override
  public String name() {
    return "deb_packages";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        text("name"),
        text("version"),
        text("source"),
        bigint("size"),
        text("arch"),
        text("revision"),
        text("status"),
        text("maintainer"),
        text("section"),
        text("priority"),
        text("admindir"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    Map<String, String> fields = new HashMap<>();
    for (String line : status(root).lines(rows)) {
      if (line.isEmpty()) {
        addPackage(fields, rows);
        fields.clear();
      } else if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
        int colon = line.indexOf(':');
        if (colon > 0) {
          fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    }
    addPackage(fields, rows);
  }

  private static void addPackage(Map<String, String> fields, TableRows rows) throws IOException {
    String status = fields.getOrDefault("Status", "");
    if (!fields.containsKey("Package") || status.endsWith(" not-installed")) {
      return;
    }
    String version = fields.getOrDefault("Version", "");
    int dash = version.lastIndexOf('-');
    rows.add(
        fields.get("Package"),
        version,
        fields.getOrDefault("Source", ""),
        fields.get("Installed-Size"),
        fields.getOrDefault("Architecture", ""),
        dash < 0 ? "" : version.substring(dash + 1),
        status,
        fields.getOrDefault("Maintainer", ""),
        fields.getOrDefault("Section", ""),
        fields.getOrDefault("Priority", ""),
        DIRECTORY);
  }

  private static FileText status(Root root) throws IOException {
    try {
      return root.read(DIRECTORY + "/status");
    } catch (NoSuchFileException e) {
      throw new Unavailable(DIRECTORY + "/status does not exist: this is not a dpkg system");
    }
  }
}
