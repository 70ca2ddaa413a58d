package io.diffy.rules.detection;

import java.util.List;
import java.util.Map;

/**
 * Where a file stands. Programs are installed where only root may write; what runs from a folder
 * that anybody may write to, or from a hidden one, is no helper of the system.
 */
public final class ProgramPath {
  private static final List<String> COLUMNS = List.of("path", "fragment_path");

  private static final List<String> FOR_ANYBODY =
      List.of("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/run/lock/", "/home/");

  private ProgramPath() {}

  /** Whether a row names a file in such a place. */
  public static boolean isOdd(Map<String, String> row) {
    return COLUMNS.stream()
        .map(column -> row.getOrDefault(column, ""))
        .anyMatch(ProgramPath::isOdd);
  }

  private static boolean isOdd(String path) {
    return path.contains("/.") || FOR_ANYBODY.stream().anyMatch(path::startsWith);
  }
}
