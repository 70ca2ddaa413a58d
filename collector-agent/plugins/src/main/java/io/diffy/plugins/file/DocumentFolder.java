package io.diffy.plugins.file;

import io.diffy.plugin.DurableFile;
import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.ZippedDocument;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Documents in one folder. A document is whole or not there: it is written beside its place, and
 * then takes it.
 *
 * @param zipped whether new documents are compressed; both kinds are read
 */
record DocumentFolder(Path path, boolean zipped) {
  private static final String PLAIN = ".ndjson";
  private static final String ZIPPED = ".ndjson.gz";
  private static final String UNFINISHED = ".unfinished";

  void save(List<String> key, byte[] document) throws IOException {
    Path place = KeyPath.of(path, key);
    DurableFile.folder(place.getParent());
    Path unfinished = Files.createTempFile(place.getParent(), ".saving", UNFINISHED);
    try {
      byte[] bytes = zipped ? ZippedDocument.zip(document) : document;
      DurableFile.replace(with(place, zipped), unfinished, bytes);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    // Saved before the setting changed: there is one document of a key.
    Files.deleteIfExists(with(place, !zipped));
  }

  Optional<byte[]> get(List<String> key) throws IOException {
    Path place = KeyPath.of(path, key);
    Optional<byte[]> document = read(place, zipped);
    return document.isPresent() ? document : read(place, !zipped);
  }

  private static Optional<byte[]> read(Path place, boolean form) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(with(place, form));
    } catch (NoSuchFileException e) {
      // Never saved, or saved in the other form.
      return Optional.empty();
    }
    return Optional.of(form ? ZippedDocument.unzip(bytes, with(place, form).toString()) : bytes);
  }

  /** The keys that begin so, compared part by part. */
  List<List<String>> keys(List<String> prefix) throws IOException {
    TreeSet<List<String>> keys = new TreeSet<>(PersistencePlugin.BY_PARTS);
    if (Files.isDirectory(path)) {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              key(path.relativize(file))
                  .filter(key -> PersistencePlugin.beginsWith(key, prefix))
                  .ifPresent(keys::add);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                // It took its place under another name while the folder was read.
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    }
    return List.copyOf(keys);
  }

  private static Optional<List<String>> key(Path relative) {
    String text = relative.toString();
    for (String ending : List.of(PLAIN, ZIPPED)) {
      if (text.endsWith(ending)) {
        return KeyPath.key(Path.of(text.substring(0, text.length() - ending.length())));
      }
    }
    return Optional.empty();
  }

  private static Path with(Path place, boolean form) {
    return place.resolveSibling(place.getFileName() + (form ? ZIPPED : PLAIN));
  }
}
