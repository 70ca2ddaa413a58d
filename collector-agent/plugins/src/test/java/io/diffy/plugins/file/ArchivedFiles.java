package io.diffy.plugins.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.archive.ArchiveName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** An archive as anybody's tools read it. */
final class ArchivedFiles {
  private ArchivedFiles() {}

  /** The lines of a dataset, file by file. */
  static List<String> lines(Path archive, Dataset dataset) {
    List<String> lines = new ArrayList<>();
    for (Path file : files(archive.resolve(ArchiveName.folder(dataset)))) {
      lines.addAll(lines(file));
    }
    return lines;
  }

  static List<String> lines(Path file) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
      return in.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All files below a folder, sorted; none where there is no folder. */
  static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
