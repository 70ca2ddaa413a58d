package io.diffy.agent.tables;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  private static final String[] LIST = {
    "list-units", "--all", "--full", "--plain", "--no-legend", "--no-pager"
  };

  private SystemdUnitsTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    Map<String, Map<String, String>> units = new UnitFiles(root, rows).read();
    for (Map<String, String> state : states(root).values()) {
      Map<String, String> unit =
          units.computeIfAbsent(
              state.get("id"), id -> UnitFile.row(id, "", state.get("description")));
      for (String said : List.of("load_state", "active_state", "sub_state")) {
        unit.put(said, state.get(said));
      }
    }
    for (Map<String, String> unit : units.values()) {
      rows.add(unit);
    }
  }

  /** The loaded units by id; empty in containers and for another host's files. */
  private static Map<String, Map<String, String>> states(Root root) throws IOException {
    if (!root.isHost() || !root.isDirectory("/run/systemd/system")) {
      return Map.of(); // sd_booted(3): this directory is there when systemd runs
    }
    try {
      return parse(Commands.output("systemctl", LIST));
    } catch (Unavailable e) {
      return Map.of();
    }
  }

  static Map<String, Map<String, String>> parse(String listing) {
    Map<String, Map<String, String>> states = new HashMap<>();
    for (String line : listing.split("\n", -1)) {
      String[] words = line.strip().split("\\s+", 5);
      if (words.length >= 4) {
        Map<String, String> state = new HashMap<>();
        state.put("id", words[0]);
        state.put("load_state", words[1]);
        state.put("active_state", words[2]);
        state.put("sub_state", words[3]);
        state.put("description", words.length == 5 ? words[4] : "");
        states.put(words[0], state);
      }
    }
    return states;
  }
}
