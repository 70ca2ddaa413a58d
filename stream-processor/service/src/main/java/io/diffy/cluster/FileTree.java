package io.diffy.cluster;

import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder with everything below it. */
public final class FileTree {
  private FileTree() {}

  /** Removes it; symbolic links are removed, not followed. What is gone already is fine. */
  public static void delete(Path root) {
    try {
      Files.walkFileTree(root, new Deleting());
    } catch (NoSuchFileException gone) {
      return;
    } catch (IOException e) {
      System.err.println("diffy: could not remove " + root + ": " + e);
    }
  }

  /** A new folder that goes when it is closed. */
  static Temporary temporary(String prefix) {
    try {
      return new Temporary(Files.createTempDirectory(prefix));
    } catch (IOException e) {
      throw new CommandFailure("no temporary folder: " + e.getMessage(), e);
    }
  }

  record Temporary(Path path) implements AutoCloseable {
    @Override
    public void close() {
      delete(path);
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
