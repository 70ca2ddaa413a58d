package io.diffy.agent.tables;

/**
 * A unit as its file describes it.
 *
 * @param id the file's name, or an instance of a template
 * @param loadState loaded, masked, or not-found
 * @param state enabled, enabled-runtime, linked, masked, generated, static or disabled
 * @param path of the file; empty for a unit that systemd made without one
 */
record UnitFile(
    String id,
    String description,
    String loadState,
    String state,
    String path,
    String user,
    String sourcePath) {

  static UnitFile none(String id, UnitState state) {
    return new UnitFile(id, state.description(), state.load(), "", "", "", "");
  }

  static UnitFile masked(String id, String path) {
    return new UnitFile(id, id, "masked", "masked", path, "", "");
  }

  /** Reads the few settings that osquery shows. */
  static UnitFile parse(String id, String path, String state, Iterable<String> lines) {
    String description = id;
    String user = "";
    String sourcePath = "";
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
          case "[Unit]Description" -> description = value;
          case "[Unit]SourcePath" -> sourcePath = value;
          case "[Service]User" -> user = value;
          default -> {}
        }
      }
    }
    String fallback = installable ? "disabled" : "static";
    return new UnitFile(
        id, description, "loaded", state.isEmpty() ? fallback : state, path, user, sourcePath);
  }
}
