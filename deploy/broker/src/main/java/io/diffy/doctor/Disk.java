package io.diffy.doctor;

import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Room on a disk.
 *
 * @param free bytes this user may still write
 * @param total bytes
 */
record Disk(String folder, long free, long total) {

  /** Under the data folder; empty when there is none: then nothing of this disk is used. */
  static Optional<Disk> under(Path data) {
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
}
