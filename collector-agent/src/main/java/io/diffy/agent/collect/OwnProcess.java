package io.diffy.agent.collect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The collector itself, which shall not find itself. Its process, its open ports and the osqueryi
 * it starts come and go with every collection; so do the shell it was typed into and the other ends
 * of its pipes. None of them says anything about the host.
 *
 * @param pid the collector's process id as text; empty: nothing is left out
 * @param shells process ids of its ancestors in the same session: the shell, a script, the launcher
 * @param started when it started
 */
public record OwnProcess(String pid, Set<String> shells, Instant started) {
  public static final OwnProcess NONE = new OwnProcess("");

  /** A shell starts all programs of a pipe at once. */
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  /**
   * Session id among the words behind the command's closing bracket in /proc/PID/stat (proc(5)).
   */
  private static final int SESSION = 3;

  public OwnProcess {
    shells = Set.copyOf(shells);
  }

  OwnProcess(String pid) {
    this(pid, Set.of(), Instant.EPOCH);
  }

  /** This Java process. */
  public static OwnProcess current() {
    ProcessHandle self = ProcessHandle.current();
    Optional<String> session = session(self);
    Set<String> shells = new HashSet<>();
    for (Optional<ProcessHandle> p = self.parent();
        p.isPresent() && session.isPresent() && session(p.get()).equals(session);
        p = p.get().parent()) {
      shells.add(Long.toString(p.get().pid()));
    }
    return new OwnProcess(
        Long.toString(self.pid()), shells, self.info().startInstant().orElse(Instant.EPOCH));
  }

  /** Empty where there is no /proc: then only the process itself is known. */
  private static Optional<String> session(ProcessHandle process) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc/" + process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
      String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(words[SESSION]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  List<Map<String, String>> leaveOut(List<Map<String, String>> rows) {
    return pid.isEmpty() ? rows : rows.stream().filter(row -> !isOwn(row)).toList();
  }

  private boolean isOwn(Map<String, String> row) {
    String parent = row.getOrDefault("parent", "");
    return pid.equals(row.get("pid"))
        || (pid.equals(parent) && row.getOrDefault("name", "").startsWith("osquery"))
        || (!parent.isEmpty() && shells.contains(row.get("pid")))
        || (shells.contains(parent) && startedWithUs(row));
  }

  private boolean startedWithUs(Map<String, String> row) {
    String time = row.getOrDefault("start_time", "");
    return time.matches("[0-9]{1,12}")
        && Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), started)
                .abs()
                .compareTo(AT_ONCE)
            <= 0;
  }
}
