package io.diffy.follow;

import io.diffy.service.CommandFailure;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What can be read: a plain or gzipped file, or standard input. */
public final class CollectorInput {
  /** Names standard input. */
  public static final String STANDARD_INPUT = "-";

  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  private CollectorInput() {}

  /** Throws with the reason when a file can't be read. */
  public static void require(String file) {
    Path path = Path.of(file);
    if (file.equals(STANDARD_INPUT)) {
      return;
    }
    if (!Files.exists(path)) {
      throw new CommandFailure("there is no file " + file);
    }
    if (Files.isDirectory(path)) {
      throw new CommandFailure(file + " is a folder; name the files in it");
    }
    if (!Files.isReadable(path)) {
      throw new CommandFailure(file + " can't be read by this user; osqueryd's logs are root's");
    }
  }

  /** The bytes, zipped where they are zipped. */
  static InputStream open(String file) throws IOException {
    return file.equals(STANDARD_INPUT) ? System.in : new FileInputStream(file);
  }

  /** Whether it is a file that is zipped, which no longer grows. */
  static boolean isGzip(String file) {
    Path path = Path.of(file);
    if (!Files.exists(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(GZIP.length), GZIP);
    } catch (IOException e) {
      throw new CommandFailure("can't read " + file + ": " + e.getMessage(), e);
    }
  }
}
