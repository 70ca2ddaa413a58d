package io.diffy.replay;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.archive.ArchiveName;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file, or the files below a folder: of an archive its observations, of any other folder all that
 * end as recordings do.
 *
 * @param name as it was said
 */
record FileInputs(String name, HourRange hours) {

  List<RecordedInput> all() {
    Path path = path();
    if (!Files.isDirectory(path)) {
      return List.of(new FileInput(name, path));
    }
    Path archive = path.resolve(ArchiveName.folder(Dataset.OBSERVATIONS));
    List<String> files = below(Files.isDirectory(archive) ? archive : path);
    return Inputs.chosen(name, files, hours).stream()
        .<RecordedInput>map(file -> new FileInput(file, Path.of(file)))
        .toList();
  }

  /** Of an archive the pieces of another dataset. */
  List<RecordedInput> besides(Dataset dataset) {
    Path folder = path().resolve(ArchiveName.folder(dataset));
    return !Files.isDirectory(folder)
        ? List.of()
        : Inputs.pieces(below(folder), dataset, hours).stream()
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

  private List<String> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder.toAbsolutePath().normalize())) {
      return files.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new CommandFailure("can't list " + folder + ": " + e.getMessage(), e);
    }
  }

  private record FileInput(String name, Path path) implements RecordedInput {
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
