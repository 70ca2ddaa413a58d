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
          String uid = root.linkStat(process).owner();
          rows.chargeTo(uid);
          // It lies in memory, of which a user can make something that never answers.
          String environment =
              root.patient()
                  .patiently(
                      "user " + uid,
                      process.real(),
                      () -> root.read(process.child("environ")).content());
          addVariables(process.name(), environment, rows);
        });
  }

  private static void addVariables(String pid, String environment, TableRows rows)
      throws IOException {
    // Not split at once: half a million variables of one process would fill the memory.
    for (int at = 0; at < environment.length(); ) {
      int end = environment.indexOf('\0', at);
      end = end < 0 ? environment.length() : end;
      if (end > at) {
        int equals = environment.indexOf('=', at);
        boolean named = equals >= 0 && equals < end;
        rows.add(
            pid,
            environment.substring(at, named ? equals : end),
            environment.substring(named ? equals + 1 : at, end));
      }
      at = end + 1;
    }
  }
}
