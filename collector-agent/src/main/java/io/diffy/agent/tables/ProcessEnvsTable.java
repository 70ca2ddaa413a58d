package io.diffy.agent.tables;

import java.io.IOException;

/** The environment that processes were started with. */
final class ProcessEnvsTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of("process_envs", "pid integer, key text, value text", ProcessEnvsTable::read);

  private ProcessEnvsTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    Processes.each(
        root,
        rows,
        "processes' environments",
        process -> {
          String environment = root.read(process.child("environ")).content();
          addVariables(process.name(), environment, rows);
        });
  }

  private static void addVariables(String pid, String environment, TableRows rows)
      throws IOException {
    for (String variable : environment.split("\0", -1)) {
      if (!variable.isEmpty()) {
        int equals = variable.indexOf('=');
        rows.add(
            pid,
            equals < 0 ? variable : variable.substring(0, equals),
            equals < 0 ? variable : variable.substring(equals + 1));
      }
    }
  }
}
