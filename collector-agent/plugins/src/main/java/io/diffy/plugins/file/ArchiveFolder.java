package io.diffy.plugins.file;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.archive.ArchiveName;
import io.diffy.plugin.archive.ArchivePiece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The files of an archive. A file is whole or not there: it is written under another name, brought
 * to the disk, and renamed; then its folders are brought to the disk, or the name might not outlive
 * a loss of power.
 *
 * @param path the archive's folder
 */
record ArchiveFolder(Path path) {
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Makes the folder of a dataset, so that a wrong setting shows before there is anything. */
  void prepare(Dataset dataset) throws IOException {
    Path folder = path.resolve(ArchiveName.folder(dataset));
    Files.createDirectories(folder, OWNERS_FOLDER);
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }

  Path file(ArchiveName name) {
    return path.resolve(name.path());
  }

  void write(ArchivePiece piece) throws IOException {
    Path file = file(piece.name());
    Files.createDirectories(file.getParent(), OWNERS_FOLDER);
    // One left behind by a crash is in nobody's way: the same name is written again.
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    Files.deleteIfExists(unfinished);
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OWNERS_FILE)) {
      ByteBuffer left = ByteBuffer.wrap(piece.bytes());
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    for (Path folder = file.getParent();
        !folder.equals(path.getParent());
        folder = folder.getParent()) {
      bringToDisk(folder);
    }
  }

  private static void bringToDisk(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
