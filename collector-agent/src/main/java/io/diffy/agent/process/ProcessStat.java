package io.diffy.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which process it is: a pid is given again, a pid and a start time are not.
 *
 * @param started in ticks since the system's start
 * @param uid who owns it
 */
public record ProcessStat(
    String pid, String parent, String group, String session, long started, int uid) {
  /** Since the system's start, in /proc/PID/stat: USER_HZ is 100 on all current architectures. */
  private static final int TICKS_PER_SECOND = 100;

  /** Words behind the closing bracket of the command's name: see proc_pid_stat(5). */
  private static final int STARTED = 19;

  /** A process as {@code proc} shows it now; empty when it has ended. */
  public static Optional<ProcessStat> of(Path proc, String pid) {
    try {
      Path directory = proc.resolve(pid);
      String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] words = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" +", -1);
      int uid = (Integer) Files.getAttribute(directory, "unix:uid");
      return words.length <= STARTED
          ? Optional.empty()
          : Optional.of(
              new ProcessStat(
                  pid, words[1], words[2], words[3], Long.parseLong(words[STARTED]), uid));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether both are of one session and user. */
  public boolean isOf(ProcessStat other) {
    return session.equals(other.session) && uid == other.uid;
  }

  /** Whether both are of one process group. */
  public boolean isOfJob(ProcessStat other) {
    return group.equals(other.group);
  }

  /** Whether a row of processes says the same start, as far as it says one; to a second. */
  public boolean startedAt(Map<String, String> row) {
    String said = row.getOrDefault("start_time", "");
    return said.isEmpty()
        || (said.matches("[0-9]{1,12}")
            && Math.abs(Long.parseLong(said) - boot() - started / TICKS_PER_SECOND) <= 1);
  }

  private static long boot() {
    try {
      return Files.readString(Path.of("/proc/stat"), StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> line.startsWith("btime "))
          .mapToLong(line -> Long.parseLong(line.substring("btime ".length()).strip()))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
