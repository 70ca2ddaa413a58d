package io.diffy.agent.tables;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A unit as its file describes it: a row of systemd_units. */
final class UnitFile {
  private UnitFile() {}

  /**
   * A unit of which no file tells.
   *
   * @param id the file's name, or an instance of a template
   * @param path of the file; empty for a unit that systemd made without one
   */
  static Map<String, String> row(String id, String path, String description) {
    Map<String, String> row = new HashMap<>();
    row.put("id", id);
    row.put("description", description);
    row.put("object_path", objectPath(id));
    row.put("fragment_path", path);
    row.put("job_id", "0");
    row.put("job_path", "/");
    for (String empty :
        List.of(
            "load_state",
            "active_state",
            "sub_state",
            "unit_file_state",
            "following",
            "job_type",
            "user",
            "source_path")) {
      row.put(empty, "");
    }
    return row;
  }

  static Map<String, String> masked(String id, String path) {
    Map<String, String> row = row(id, path, id);
    row.put("load_state", "masked");
    row.put("unit_file_state", "masked");
    return row;
  }

  /**
   * Reads the few settings that osquery shows.
   *
   * @param state enabled, enabled-runtime, linked or generated; empty: static or disabled
   */
  static Map<String, String> parse(String id, String path, String state, List<String> lines) {
    Map<String, String> row = row(id, path, id);
    row.put("load_state", "loaded");
    boolean installable = false;
    String section = "";
    for (String raw : lines) {
      String line = raw.strip();
      int equals = line.indexOf('=');
      if (line.startsWith("[")) {
        section = line;
        installable |= section.equals("[Install]");
      } else if (equals > 0 && !line.startsWith("#") && !line.startsWith(";")) {
        String value = line.substring(equals + 1).strip();
        switch (section + line.substring(0, equals).strip()) {
          case "[Unit]Description" -> row.put("description", value);
          case "[Unit]SourcePath" -> row.put("source_path", value);
          case "[Service]User" -> row.put("user", value);
          default -> {}
        }
      }
    }
    String fallback = installable ? "disabled" : "static";
    row.put("unit_file_state", state.isEmpty() ? fallback : state);
    return row;
  }

  /** The D-Bus name: all bytes but letters and digits as _xx. */
  private static String objectPath(String id) {
    StringBuilder path = new StringBuilder("/org/freedesktop/systemd1/unit/");
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
      path.append(plain ? String.valueOf((char) b) : "_" + HexFormat.of().toHexDigits(b));
    }
    return path.toString();
  }
}
