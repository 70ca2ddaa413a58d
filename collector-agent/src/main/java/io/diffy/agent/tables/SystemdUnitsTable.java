package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * systemd's units. osquery asks the running systemd; this reads the unit files, and asks systemctl
 * for states where it can. So units that no one loaded show too, and without systemctl the states
 * and the units without files (devices, scopes) don't. No unit directory at all is an error.
 */
final class SystemdUnitsTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "systemd_units",
          """
          id text, description text, load_state text, active_state text, sub_state text,
          unit_file_state text, following text, object_path text, job_id bigint, job_type text,
          job_path text, fragment_path text, user text, source_path text""",
          SystemdUnitsTable::read);

  private SystemdUnitsTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    Map<String, UnitFile> files = new UnitFiles(root, rows).read();
    Map<String, UnitState> states = UnitState.ask(root);
    Map<String, UnitFile> all = new TreeMap<>(files);
    states.forEach((id, state) -> all.putIfAbsent(id, UnitFile.none(id, state)));
    for (UnitFile unit : all.values()) {
      UnitState state = states.getOrDefault(unit.id(), UnitState.UNKNOWN);
      rows.add(
          unit.id(),
          unit.description(),
          state.load().isEmpty() ? unit.loadState() : state.load(),
          state.active(),
          state.sub(),
          unit.state(),
          "",
          objectPath(unit.id()),
          "0",
          "",
          "/",
          unit.path(),
          unit.user(),
          unit.sourcePath());
    }
  }

  /** The D-Bus name: all bytes but letters and digits as _xx. */
  private static String objectPath(String id) {
    StringBuilder path = new StringBuilder("/org/freedesktop/systemd1/unit/");
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
      path.append(plain ? String.valueOf((char) b) : String.format("_%02x", b & 0xff));
    }
    return path.toString();
  }
}
