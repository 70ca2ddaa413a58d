package io.diffy.settings.judging;

import io.diffy.schemas.trust.TrustPolicy;
import io.diffy.schemas.trust.TrustedKeys;
import io.diffy.settings.OwnedFile;
import io.diffy.settings.Settings;
import io.diffy.settings.SettingsError;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Whose signatures baselines and exceptions need: {@code trust.keys=FILE} names the people and
 * their public keys, {@code trust.signatures=N} says how many of them must have signed, 1 unless
 * said; {@code trust.realm=NAME} names the installation in every signature.
 */
public final class TrustSettings {
  static final String PREFIX = "trust.";
  private static final String FILE = "trust.keys";
  private static final String SIGNATURES = "trust.signatures";
  private static final String REALM = "trust.realm";
  static final Set<String> KEYS = Set.of(FILE, SIGNATURES, REALM);

  private TrustSettings() {}

  /**
   * Everybody is trusted where nothing is said.
   *
   * @throws SettingsError when it is half said, or the file is no list of keys: to trust everybody
   *     then would be the opposite of what was wanted
   */
  public static TrustPolicy of(Settings settings) {
    for (String name : settings.under(PREFIX).keySet()) {
      if (!KEYS.contains(PREFIX + name)) {
        throw new SettingsError(
            "the key \"%s%s\" is unknown; there are %s, %s and %s"
                .formatted(PREFIX, name, FILE, SIGNATURES, REALM));
      }
    }
    Map<String, String> given = settings.values(KEYS);
    if (given.isEmpty()) {
      return TrustPolicy.ANYBODY;
    }
    if (!given.containsKey(FILE)) {
      throw new SettingsError(
          "%s needs %s, the file of public keys"
              .formatted(given.containsKey(SIGNATURES) ? SIGNATURES : REALM, FILE));
    }
    String file = given.get(FILE);
    if (file.isBlank()) {
      throw new SettingsError(FILE + ": it names no file of public keys");
    }
    try {
      OwnedFile.require(Path.of(file), false);
      return TrustPolicy.of(
              TrustedKeys.of(Files.readAllLines(Path.of(file))),
              number(given.getOrDefault(SIGNATURES, "1")))
          .in(realm(given.getOrDefault(REALM, "")));
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsError("%s=%s: %s".formatted(FILE, file, why(e)));
    }
  }

  private static String why(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof CharacterCodingException) {
      return "it is no text";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e instanceof IOException ? "can't read it (" + e + ")" : e.getMessage();
  }

  private static String realm(String text) {
    if (text.length() > 100 || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(REALM + ": at most 100 characters on one line");
    }
    return text;
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(SIGNATURES + ": \"" + text + "\" is no number", e);
    }
  }
}
