package io.diffy.agent.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library. It has to be a file to be loaded, but not for long: the kernel keeps
 * what is mapped, so the private directory is gone before the first query, and nothing is left
 * behind however the process ends.
 */
final class NativeSqlite {
  private static final String DIRECTORY = "org.sqlite.tmpdir";
  private static boolean loaded;

  private NativeSqlite() {}

  /**
   * Loads the library, once.
   *
   * @throws Unavailable saying where it can't be unpacked or started from
   */
  static synchronized void load() throws Unavailable {
    if (loaded) {
      return;
    }
    String before = System.getProperty(DIRECTORY);
    Path parent = Path.of(before == null ? System.getProperty("java.io.tmpdir") : before);
    try {
      Path unpacked = Files.createTempDirectory(parent, "diffy-sqlite-");
      try {
        System.setProperty(DIRECTORY, unpacked.toString());
        loaded = SQLiteJDBCLoader.initialize();
      } finally {
        restore(before);
        delete(unpacked);
      }
    } catch (Exception | LinkageError e) {
      throw new Unavailable(
          ("SQLite, which answers the built-in tables' queries, can't be loaded from %s: %s (its"
                  + " directory must be writable and not mounted noexec: choose one with -D%s=DIR)")
              .formatted(parent, e.getMessage(), DIRECTORY));
    }
  }

  private static void restore(String before) {
    if (before == null) {
      System.clearProperty(DIRECTORY);
    } else {
      System.setProperty(DIRECTORY, before);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
