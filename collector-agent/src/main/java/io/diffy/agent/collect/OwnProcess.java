package io.diffy.agent.collect;

import java.util.List;
import java.util.Map;

/**
 * The collector itself, which shall not find itself: its process, its open ports and the osqueryi
 * it starts come and go with every collection and say nothing about the host.
 *
 * @param pid the collector's process id as text; empty: nothing is left out
 */
public record OwnProcess(String pid) {
  public static final OwnProcess NONE = new OwnProcess("");

  /** This Java process. */
  public static OwnProcess current() {
    return new OwnProcess(Long.toString(ProcessHandle.current().pid()));
  }

  List<Map<String, String>> leaveOut(List<Map<String, String>> rows) {
    return pid.isEmpty() ? rows : rows.stream().filter(row -> !isOwn(row)).toList();
  }

  private boolean isOwn(Map<String, String> row) {
    return pid.equals(row.get("pid"))
        || (pid.equals(row.get("parent")) && row.getOrDefault("name", "").startsWith("osquery"));
  }
}
