package io.diffy.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The installation's key for masked secrets: {@code redaction.key-file=FILE}. */
public final class RedactionKey {
  static final String FILE = "redaction.key-file";
  private static final int SHORTEST = 16;

  private RedactionKey() {}

  /**
   * The key of the settings, if they name one.
   *
   * @throws SettingsError when the file is none of ours alone, or holds too little
   */
  public static Optional<byte[]> of(Settings settings) {
    Map<String, String> given = settings.values(Set.of(FILE));
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Path file = Path.of(given.get(FILE));
    try {
      OwnedFile.require(file, true);
      byte[] key = Files.readString(file).strip().getBytes(UTF_8);
      if (key.length < SHORTEST) {
        throw new SettingsError(
            "%s=%s: it must hold %d characters or more; make one with: openssl rand -hex 32"
                .formatted(FILE, file, SHORTEST));
      }
      return Optional.of(key);
    } catch (IOException e) {
      String why =
          e instanceof FileSystemException f && f.getReason() != null
              ? f.getReason()
              : "can't read it (" + e + ")";
      throw new SettingsError("%s=%s: %s".formatted(FILE, file, why));
    }
  }
}
