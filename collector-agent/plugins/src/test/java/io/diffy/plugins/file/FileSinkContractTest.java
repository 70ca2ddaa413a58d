package io.diffy.plugins.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.SinkPlugin;
import io.diffy.plugin.archive.ArchiveName;
import io.diffy.plugin.kit.SinkPluginContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class FileSinkContractTest extends SinkPluginContract {
  @Override
  protected SinkPlugin plugin() {
    return new FileSinkPlugin();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("archive-folder", folder.resolve("archive").toString());
  }

  @Override
  protected Collection<String> kept(Dataset dataset) {
    return ArchivedFiles.lines(folder.resolve("archive"), dataset);
  }

  @Override
  protected void assertNothingBrokeOut() {
    try (Stream<Path> beside = Files.list(folder);
        Stream<Path> below = Files.walk(folder)) {
      assertEquals(List.of(folder.resolve("archive")), beside.toList());
      assertEquals(
          List.of(),
          below
              .filter(Files::isRegularFile)
              .filter(file -> ArchiveName.parse(file.toString()).isEmpty())
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
