package io.diffy.replay;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.archive.ArchiveName;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * A file, or the files below a folder: of an archive its observations, of any other folder all that
 * end as recordings and logs do.
 *
 * @param name as it was said
 */
record FileInputs(String name, HourRange hours) {
  private static final String ANY_DEPTH = "**";

  /** What a name stands for: itself, or where nothing has it, all that fit it as a pattern. */
  static List<FileInputs> named(String name, HourRange hours) {
    FileInputs itself = new FileInputs(name, hours);
    boolean isPattern = name.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    if (!isPattern || Files.exists(itself.path())) {
      return List.of(itself);
    }
    List<FileInputs> fitting =
        fitting(name).stream().map(path -> new FileInputs(path, hours)).toList();
    if (fitting.isEmpty()) {
      throw new CommandFailure("there is no file like " + name);
    }
    return fitting;
  }

  private static List<String> fitting(String pattern) {
    Path written = Path.of(pattern);
    Path folder = written.isAbsolute() ? written.getRoot() : Path.of("");
    int depth = 0;
    for (Path part : written) {
      if (depth == 0 && !isPattern(part) && depth + 1 < written.getNameCount()) {
        folder = folder.resolve(part);
      } else {
        depth++;
      }
    }
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      return below(folder, pattern.contains(ANY_DEPTH) ? Integer.MAX_VALUE : depth).stream()
          .filter(matcher::matches)
          .map(Path::toString)
          .toList();
    } catch (PatternSyntaxException e) {
      throw new CommandFailure("\"" + pattern + "\" is no pattern: " + e.getDescription(), e);
    }
  }

  private static boolean isPattern(Path part) {
    return part.toString().chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  /**
   * The files.
   *
   * @param remarks is told what a folder holds that is not read
   */
  List<RecordedInput> all(Consumer<String> remarks) {
    Path path = path();
    if (!Files.isDirectory(path)) {
      return List.of(new FileInput(name, path));
    }
    Path archive = path.resolve(ArchiveName.folder(Dataset.OBSERVATIONS));
    List<String> files = files(Files.isDirectory(archive) ? archive : path);
    return Inputs.chosen(name, files, hours, remarks).stream()
        .<RecordedInput>map(file -> new FileInput(file, Path.of(file)))
        .toList();
  }

  /** Of an archive the pieces of another dataset. */
  List<RecordedInput> besides(Dataset dataset) {
    Path folder = path().resolve(ArchiveName.folder(dataset));
    return !Files.isDirectory(folder)
        ? List.of()
        : Inputs.pieces(files(folder), dataset, hours).stream()
            .<RecordedInput>map(file -> new FileInput(file, Path.of(file)))
            .toList();
  }

  private Path path() {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new CommandFailure("\"" + name + "\" is no path", e);
    }
  }

  private static List<String> files(Path folder) {
    return below(folder.toAbsolutePath().normalize(), Integer.MAX_VALUE).stream()
        .filter(Files::isRegularFile)
        .map(Path::toString)
        .toList();
  }

  private static List<Path> below(Path folder, int depth) {
    try (Stream<Path> files = Files.walk(folder, depth)) {
      return files.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | UncheckedIOException e) {
      throw new CommandFailure("can't list " + folder + ": " + e.getMessage(), e);
    }
  }

  private record FileInput(String name, Path path) implements RecordedInput {
    @Override
    public String id() {
      try {
        return path.toRealPath().toString();
      } catch (IOException e) {
        // Opening it says why.
        return name;
      }
    }

    @Override
    public InputStream open() throws IOException {
      try {
        return Files.newInputStream(path);
      } catch (NoSuchFileException e) {
        throw new CommandFailure("there is no file " + name, e);
      }
    }
  }
}
