package io.diffy.processor.rules;

import java.util.List;
import java.util.Map;

/**
 * Where a file stands. Programs are installed where only root may write; what runs from a folder
 * that anybody may write to, or from a hidden one, is no helper of the system.
 */
public final class Place {
  private static final List<String> COLUMNS = List.of("path", "fragment_path");

  private static final List<String> FOR_ANYBODY =
      List.of("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/run/lock/", "/home/");

  private Place() {}

  /** Whether a row names a file in such a place. */
  public static boolean isOdd(Map<String, String> row) {
    return COLUMNS.stream().map(column -> row.getOrDefault(column, "")).anyMatch(Place::isOdd);
  }

  private static boolean isOdd(String path) {
    return path.contains("/.") || FOR_ANYBODY.stream().anyMatch(path::startsWith);
  }
}
