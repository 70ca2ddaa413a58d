package io.diffy.rules.detection;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a file stands. Programs are installed where only root may write; what runs from a folder
 * that anybody may write to, or from a hidden one, is no helper of the system.
 */
public final class ProgramPath {
  private static final String HOMES = "/home/";

  private static final List<String> COLUMNS = List.of("path", "fragment_path");

  private static final List<String> FOR_ANYBODY =
      List.of(
          "/tmp/",
          "/var/tmp/",
          "/dev/",
          "/run/user/",
          "/run/lock/",
          "/run/screen/",
          "/proc/",
          "/memfd:",
          HOMES);

  private static final List<String> INSTALLED =
      List.of("/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/opt/", "/snap/");

  /** What runs is the file they are told to read. */
  private static final Set<String> INTERPRETERS =
      Set.of("sh", "bash", "dash", "ash", "zsh", "ksh", "python", "perl", "ruby", "php", "node");

  private ProgramPath() {}

  /** Whether a row names a file in such a place, or a script there that an interpreter runs. */
  public static boolean isOdd(Map<String, String> row) {
    return COLUMNS.stream().map(column -> row.getOrDefault(column, "")).anyMatch(ProgramPath::isOdd)
        || isOdd(script(row));
  }

  /** The program that a row of a process names: its script where an interpreter runs one. */
  public static String programOf(Map<String, String> row) {
    String script = script(row);
    return script.isEmpty() ? row.getOrDefault("path", "") : script;
  }

  /** Whose home a program stands in; empty where it is nobody's. */
  public static String ownerOf(Map<String, String> row) {
    String program = programOf(row);
    int end = program.startsWith(HOMES) ? program.indexOf('/', HOMES.length()) : -1;
    return end < 0 ? "" : program.substring(HOMES.length(), end);
  }

  /** Whether a row names a program where only root installs one, and no script from elsewhere. */
  public static boolean isInstalled(Map<String, String> row) {
    String path = row.getOrDefault("path", "");
    return INSTALLED.stream().anyMatch(path::startsWith) && !isOdd(row);
  }

  /** Whether an interpreter runs an installed file; true of any other program. */
  public static boolean runsFile(Map<String, String> row) {
    return !INTERPRETERS.contains(stem(row.getOrDefault("path", "")))
        || INSTALLED.stream().anyMatch(script(row)::startsWith);
  }

  private static boolean isOdd(String path) {
    return path.contains("/.") || isForAnybody(path);
  }

  /** Whether a file of the configuration holds something else, which no upgrade brings about. */
  static boolean isConfiguredOtherwise(Map<String, String> row, Map<String, String> before) {
    String digest = row.getOrDefault("sha256", "");
    return !digest.isEmpty()
        && row.getOrDefault("path", "").startsWith("/etc/")
        && !digest.equals(before.get("sha256"));
  }

  /** Whether a path leads to where anybody may write. */
  public static boolean isForAnybody(String path) {
    return FOR_ANYBODY.stream().anyMatch(path::startsWith);
  }

  /** The file that an interpreter was started with: its first word that is no option. */
  private static String script(Map<String, String> row) {
    String path = row.getOrDefault("path", "");
    String cmdline = row.getOrDefault("cmdline", "");
    if (cmdline.isEmpty() || !INTERPRETERS.contains(stem(path))) {
      return "";
    }
    int at = cmdline.indexOf(' ') + 1;
    while (at > 0 && at < cmdline.length()) {
      int end = cmdline.indexOf(' ', at);
      String word = cmdline.substring(at, end < 0 ? cmdline.length() : end);
      if (!word.isEmpty() && word.charAt(0) != '-') {
        return word.charAt(0) == '/' ? word : "";
      }
      at = end + 1;
    }
    return "";
  }

  /** The name of a program without its version: {@code python} of {@code /usr/bin/python3.11}. */
  private static String stem(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int end = name.length();
    while (end > 0 && (Character.isDigit(name.charAt(end - 1)) || name.charAt(end - 1) == '.')) {
      end--;
    }
    return name.substring(0, end);
  }
}
