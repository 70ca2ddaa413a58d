package io.diffy.agent.tables;

import java.io.IOException;
import java.util.List;

/** The fields of /proc/PID/stat that osquery shows; see proc_pid_stat(5). */
record ProcessStat(
    String state,
    String parent,
    String group,
    String userTime,
    String systemTime,
    String nice,
    String threads,
    String startTime) {

  /** The command's name stands in brackets and may hold anything, brackets and blanks too. */
  static ProcessStat parse(String line) throws IOException {
    int end = line.lastIndexOf(')');
    List<String> f = Words.of(line.substring(end + 1).strip());
    if (end < 0 || f.size() < 20) {
      throw new Unavailable("not a line of /proc/PID/stat");
    }
    return new ProcessStat(
        f.get(0), f.get(1), f.get(2), f.get(11), f.get(12), f.get(16), f.get(17), f.get(19));
  }
}
