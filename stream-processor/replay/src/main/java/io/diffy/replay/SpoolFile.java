package io.diffy.replay;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary file that lost its name as soon as it was open: whatever ends the process, nothing of
 * what hosts said stays on the disk.
 */
final class SpoolFile implements AutoCloseable {
  private final RandomAccessFile file;

  SpoolFile() throws IOException {
    Path named = Files.createTempFile("diffy-replay-", ".spool");
    try {
      file = new RandomAccessFile(named.toFile(), "rw");
    } finally {
      Files.delete(named);
    }
  }

  /** Writes behind what is there; is flushed, and not closed, by who asks for it. */
  OutputStream end() throws IOException {
    file.seek(file.length());
    return new BufferedOutputStream(new FileOutputStream(file.getFD()), 1 << 16);
  }

  /** From any thread. */
  synchronized byte[] read(long offset, int length) throws IOException {
    byte[] content = new byte[length];
    file.seek(offset);
    file.readFully(content);
    return content;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
