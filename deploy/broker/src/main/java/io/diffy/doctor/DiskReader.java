package io.diffy.doctor;

import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The disk under the data folder, or under the folder it would be made in. */
final class DiskReader {
  private DiskReader() {}

  /** Empty when no data folder is there: then nothing of this machine's disk is used. */
  static Optional<Disk> of(Path data) {
    if (!Files.isDirectory(data)) {
      return Optional.empty();
    }
    try {
      FileStore store = Files.getFileStore(data);
      return Optional.of(new Disk(data.toString(), store.getUsableSpace(), store.getTotalSpace()));
    } catch (IOException e) {
      throw new CommandFailure(
          "can't read the free space under " + data + ": " + e.getMessage(), e);
    }
  }

  /**
   * Room on a disk.
   *
   * @param folder on it
   * @param free bytes this user may still write
   * @param total bytes
   */
  record Disk(String folder, long free, long total) {}
}
