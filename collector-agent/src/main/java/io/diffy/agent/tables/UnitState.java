package io.diffy.agent.tables;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What a running systemd says of a unit; all empty where none can be asked. */
record UnitState(String load, String active, String sub, String description) {
  static final UnitState UNKNOWN = new UnitState("", "", "", "");

  private static final String[] LIST = {
    "list-units", "--all", "--full", "--plain", "--no-legend", "--no-pager"
  };
  private static final int FIELDS = 5;

  /** The loaded units by id; empty in containers and for another host's files. */
  static Map<String, UnitState> ask(Root root) throws IOException {
    if (!root.isHost() || !root.isDirectory("/run/systemd/system")) {
      return Map.of(); // sd_booted(3): this directory is there when systemd runs
    }
    try {
      return parse(Commands.output("systemctl", LIST));
    } catch (Unavailable e) {
      return Map.of();
    }
  }

  static Map<String, UnitState> parse(String listing) {
    Map<String, UnitState> states = new HashMap<>();
    for (String line : listing.split("\n", -1)) {
      String[] words = line.strip().split("\\s+", FIELDS);
      if (words.length >= FIELDS - 1) {
        String description = words.length == FIELDS ? words[4] : "";
        states.put(words[0], new UnitState(words[1], words[2], words[3], description));
      }
    }
    return states;
  }
}
