package io.diffy.agent.tables;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** dpkg's status file. Its absence is an error: this is no dpkg system. */
final class DebPackagesTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "deb_packages",
          """
          name text, version text, source text, size bigint, arch text, revision text, status text,
          maintainer text, section text, priority text, admindir text""",
          DebPackagesTable::read);

  /** Of some twenty fields those that are asked for; none begins with a blank, as long texts do. */
  private static final Set<String> FIELDS =
      Set.of(
          "Package",
          "Status",
          "Version",
          "Source",
          "Installed-Size",
          "Architecture",
          "Maintainer",
          "Section",
          "Priority");

  private static final String DIRECTORY = "/var/lib/dpkg";

  private DebPackagesTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    each(root, rows, fields -> addPackage(fields, rows));
  }

  /** Does something with the fields of a package. */
  interface Step {
    void take(Map<String, String> fields) throws IOException;
  }

  /** Goes through all packages that dpkg knows. */
  static void each(Root root, TableRows rows, Step step) throws IOException {
    Map<String, String> fields = new HashMap<>();
    Lines.of(
        root,
        DIRECTORY + "/status",
        "this is not a dpkg system",
        rows,
        line -> {
          int colon = line.indexOf(':');
          if (line.isEmpty()) {
            step.take(fields);
            fields.clear();
          } else if (colon > 0 && FIELDS.contains(line.substring(0, colon))) {
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
          }
        });
    step.take(fields);
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
}
