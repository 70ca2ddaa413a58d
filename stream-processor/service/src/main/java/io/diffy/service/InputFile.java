package io.diffy.service;

import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.PackReader;
import io.diffy.schemas.packfile.TriagePack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that a person names on the command line. */
public final class InputFile {
  private InputFile() {}

  /** Makes something of a stream. */
  public interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  /**
   * Reads one.
   *
   * @param file its path; {@code -} for the standard input
   */
  public static <T> T read(String file, Reader<T> reader) {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      return reader.read(in);
    } catch (NoSuchFileException e) {
      throw new CommandFailure("there is no file " + file, e);
    } catch (IOException e) {
      throw new CommandFailure("can't read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Reads a pack. */
  public static Pack pack(Path file) {
    try {
      return PackReader.readOne(file);
    } catch (IOException e) {
      throw new CommandFailure("can't use the pack: " + e.getMessage(), e);
    }
  }

  /** Reads a pack where one is named, else takes the shipped one. */
  public static Pack packOrShipped(Path file) {
    return file == null ? TriagePack.load() : pack(file);
  }
}
