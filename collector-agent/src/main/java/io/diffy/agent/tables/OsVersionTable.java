package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.integer;
import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** /etc/os-release, in one row. Its absence is an error: we would not know what this is. */
final class OsVersionTable implements OsqueryTable {

  @Override
  public String name() {
    return "os_version";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        text("name"),
        text("version"),
        integer("major"),
        integer("minor"),
        integer("patch"),
        text("build"),
        text("platform"),
        text("platform_like"),
        text("codename"),
        text("arch"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    Map<String, String> release = new HashMap<>();
    for (String line : root.read("/etc/os-release").lines(rows)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        release.put(line.substring(0, equals), unquoted(line.substring(equals + 1).strip()));
      }
    }
    String[] parts = release.getOrDefault("VERSION_ID", "").split("\\.", 3);
    rows.add(
        release.getOrDefault("NAME", "Unknown"),
        release.get("VERSION"),
        parts[0].isEmpty() ? "0" : parts[0],
        parts.length > 1 ? parts[1] : "0",
        parts.length > 2 ? parts[2] : "0",
        release.get("BUILD_ID"),
        release.getOrDefault("ID", "posix"),
        release.get("ID_LIKE"),
        release.get("VERSION_CODENAME"),
        Machine.architecture(root));
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() > 1
            && "\"'".indexOf(value.charAt(0)) >= 0
            && value.endsWith(value.substring(0, 1));
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
