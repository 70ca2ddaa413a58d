package io.diffy.siem;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The configuration files of this module, as they lie there. */
final class ShippedFiles {
  private static final List<String> FOLDERS =
      List.of("connect", "rsyslog", "logstash", "vector", "splunk", "opensearch-ingestion");

  private ShippedFiles() {}

  static List<Path> all() {
    return FOLDERS.stream().flatMap(ShippedFiles::in).sorted().toList();
  }

  static List<Path> endingWith(String... endings) {
    return all().stream()
        .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
        .toList();
  }

  static String text(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without the lines that only explain; what is commented out, ready for use, stays. */
  static String settings(Path file) {
    return text(file)
        .lines()
        .filter(line -> !line.strip().startsWith("# "))
        .collect(Collectors.joining("\n"));
  }

  private static Stream<Path> in(String folder) {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
