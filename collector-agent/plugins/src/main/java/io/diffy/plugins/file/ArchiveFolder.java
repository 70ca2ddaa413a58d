package io.diffy.plugins.file;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.DurableFile;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.archive.ArchiveName;
import io.diffy.plugin.archive.ArchivePiece;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of an archive. A file is whole or not there, and so are its folders, or the name might
 * not outlive a loss of power.
 */
record ArchiveFolder(Path path) {

  /** Makes the folder of a dataset, so that a wrong setting shows before there is anything. */
  void prepare(Dataset dataset) throws IOException {
    Path folder = path.resolve(ArchiveName.folder(dataset));
    DurableFile.folder(folder);
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }

  void write(ArchivePiece piece) {
    Path file = path.resolve(piece.name().path());
    try {
      write(file, piece.bytes());
    } catch (IOException e) {
      throw new PluginFailure(
          "can't write %s: %s; look at its permissions and the space left".formatted(file, e), e);
    }
  }

  private void write(Path file, byte[] bytes) throws IOException {
    DurableFile.folder(file.getParent());
    // One left behind by a crash is in nobody's way: the same name is written again.
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    Files.deleteIfExists(unfinished);
    DurableFile.replace(file, unfinished, bytes);
    for (Path folder = file.getParent(); !folder.equals(path); folder = folder.getParent()) {
      DurableFile.bringToDisk(folder.getParent());
    }
  }
}
