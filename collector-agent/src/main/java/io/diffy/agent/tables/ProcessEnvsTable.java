package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.integer;
import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;

/** The environment that processes were started with. */
final class ProcessEnvsTable implements OsqueryTable {

  @Override
  public String name() {
    return "process_envs";
  }

  @Override
  public List<Column> columns() {
    return List.of(integer("pid"), text("key"), text("value"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    Unread unread = new Unread("processes' environments");
    for (Located process : Processes.of(root)) {
      rows.checkTime();
      try {
        String environment = root.read(process.child("environ")).content();
        addVariables(process.name(), environment, rows);
      } catch (InterruptedIOException | TableRows.Full e) {
        throw e;
      } catch (IOException e) {
        unread.addProcess(process, e);
      }
    }
    unread.tell(rows);
  }

  private static void addVariables(String pid, String environment, TableRows rows)
      throws IOException {
    for (String variable : environment.split("\0", -1)) {
      if (variable.isEmpty()) {
        continue;
      }
      int equals = variable.indexOf('=');
      rows.add(
          pid,
          equals < 0 ? variable : variable.substring(0, equals),
          equals < 0 ? variable : variable.substring(equals + 1));
    }
  }
}
