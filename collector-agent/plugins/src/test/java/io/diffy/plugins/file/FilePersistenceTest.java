package io.diffy.plugins.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.kit.Contexts;
import io.diffy.plugin.kit.HostileText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePersistenceTest {
  private static final List<String> KEY = List.of("123:us-east-1:web", "run-1");

  @TempDir Path folder;

  @Test
  void aDocumentIsAFileThatAPersonCanFind() throws IOException {
    save(Map.of(), KEY, "{}\n");

    assertEquals(List.of("documents/results/123%3Aus-east-1%3Aweb/run-1.ndjson"), files(folder));
  }

  @Test
  void onlyTheOwnerReadsIt() throws IOException {
    save(Map.of(), KEY, "{}\n");

    Path file = folder.resolve(files(folder).get(0));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
  }

  @Test
  void noKeyLeavesTheFolder() throws IOException {
    Path inner = folder.resolve("a/b/inner");
    for (String hostile : HostileText.all()) {
      save(Map.of("folder", inner.toString()), List.of(hostile, hostile), "x");
    }

    assertTrue(files(folder).stream().allMatch(file -> file.startsWith("a/b/inner/results/")));
    assertEquals(HostileText.all().size(), files(folder).size());
  }

  @Test
  void whenTheFormChangesThereIsStillOneDocument() throws IOException {
    save(Map.of(), KEY, "plain");
    assertEquals("plain", get(Map.of("gzip", "true")));

    save(Map.of("gzip", "true"), KEY, "zipped");

    assertEquals("zipped", get(Map.of()));
    assertEquals(1, files(folder).size());
  }

  @Test
  void filesOfOthersAreNoDocuments() throws IOException {
    save(Map.of(), KEY, "ours");
    Path results = folder.resolve("documents/results");
    for (String other : List.of("README.md", "%ZZ.ndjson", "%2f.ndjson", "a+.ndjson", ".ndjson")) {
      Files.writeString(results.resolve(other), "theirs");
    }

    StringBuilder seen = new StringBuilder();
    new FilePersistencePlugin()
        .getAll(
            Shelf.RESULTS,
            List.of(),
            (key, document) -> seen.append(key),
            Contexts.of(folder, Map.of()));

    assertEquals(KEY.toString(), seen.toString());
  }

  private void save(Map<String, String> settings, List<String> key, String document) {
    new FilePersistencePlugin()
        .save(
            Shelf.RESULTS,
            key,
            document.getBytes(StandardCharsets.UTF_8),
            Contexts.of(folder, settings));
  }

  private String get(Map<String, String> settings) {
    return new String(
        new FilePersistencePlugin()
            .get(Shelf.RESULTS, KEY, Contexts.of(folder, settings))
            .orElseThrow(),
        StandardCharsets.UTF_8);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(folder::relativize)
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }
}
