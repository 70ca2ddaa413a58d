package io.diffy.follow;

import io.diffy.input.LineSplitter;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A file read as it grows, under a name that may come to mean another file. A renamed file is read
 * on until its successor has content: only then has the writer certainly let go of it. A file that
 * got shorter is read again from its start. Of a file that is cut and has grown beyond the old end
 * between two polls, nothing tells; rotation by renaming has no such gap.
 *
 * <p>Not for several threads.
 */
final class Tail implements Closeable {
  private final Path path;
  private final LineSplitter lines;
  private final byte[] buffer = new byte[1 << 16];
  private RandomAccessFile file;
  private Object key;

  /** Nothing is opened before the first {@link #poll}; the file need not exist before. */
  Tail(Path path, LineSplitter.Sink sink) {
    this.path = path;
    this.lines = new LineSplitter(sink);
  }

  /**
   * Reads a piece of what is there.
   *
   * @return false when there was nothing new
   */
  boolean poll() throws IOException {
    if (file == null && !open()) {
      return false;
    }
    if (readPiece()) {
      return true;
    }
    if (file.length() < file.getFilePointer()) {
      lines.finish();
      file.seek(0);
      return readPiece();
    }
    if (!isReplaced()) {
      return false;
    }
    // The last words of the old file may have come after it was read and before it was replaced.
    if (!readPiece()) {
      lines.finish();
      close();
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private boolean open() throws IOException {
    BasicFileAttributes before = attributes();
    if (before == null) {
      return false;
    }
    RandomAccessFile opened;
    try {
      opened = new RandomAccessFile(path.toFile(), "r");
    } catch (FileNotFoundException e) {
      if (attributes() == null) {
        return false;
      }
      throw e;
    }
    BasicFileAttributes after = attributes();
    if (after == null || !Objects.equals(before.fileKey(), after.fileKey())) {
      // It was replaced meanwhile; which of the two was opened is anybody's guess.
      opened.close();
      return false;
    }
    file = opened;
    key = after.fileKey();
    return true;
  }

  private boolean readPiece() throws IOException {
    int length = file.read(buffer);
    if (length > 0) {
      lines.feed(buffer, length);
    }
    return length > 0;
  }

  private boolean isReplaced() throws IOException {
    BasicFileAttributes now = attributes();
    return now != null && now.size() > 0 && !Objects.equals(now.fileKey(), key);
  }

  /** Of the file of that name now; null while there is none. */
  private BasicFileAttributes attributes() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
