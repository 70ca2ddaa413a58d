package io.diffy.http;

import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginSettings;
import io.diffy.settings.OwnedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Settings of a plugin that speaks to a server. What is wrong with one is said without its value,
 * which may be a secret.
 */
public record HttpSettings(PluginSettings all) {
  /** Those of {@link HttpReach}. */
  private static final List<String> REACH =
      List.of(
          "ca-file",
          "client-certificate",
          "client-key",
          "client-password",
          "client-password-file",
          "proxy",
          "proxy-user",
          "proxy-password",
          "proxy-password-file",
          "timeout-seconds");

  /** A plugin's own keys and those that say how its server is reached. */
  public static String[] keys(String... own) {
    return Stream.concat(Stream.of(own), REACH.stream()).toArray(String[]::new);
  }

  /** As people write it in a file. */
  public String key(String key) {
    return "plugin." + all.slug() + "." + key;
  }

  public PluginFailure wrong(String key, String expected) {
    return new PluginFailure("%s must be %s; correct it".formatted(key(key), expected));
  }

  public Optional<String> text(String key) {
    return Optional.of(all.text(key)).filter(text -> !text.isEmpty());
  }

  /** A secret: the first line of the file that {@code key-file} names, or {@code key} itself. */
  public Optional<String> secret(String key) {
    Optional<Path> file = all.path(key + "-file");
    if (file.isEmpty()) {
      return text(key);
    }
    requireOwned(key + "-file", file.get(), false);
    try (var lines = Files.lines(file.get(), StandardCharsets.UTF_8)) {
      String secret = lines.findFirst().orElse("").strip();
      if (!secret.isEmpty()) {
        return Optional.of(secret);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new PluginFailure(
          "can't read the file that %s names: %s; correct it".formatted(key(key + "-file"), why(e)),
          e);
    }
    throw wrong(key + "-file", "a file whose first line is the secret");
  }

  /** Refuses a file that others may change; or read, where it is a key. */
  void requireOwned(String key, Path file, boolean secret) {
    try {
      OwnedFile.require(file, secret);
    } catch (IOException e) {
      throw new PluginFailure("%s is not used: %s".formatted(key(key), e.getMessage()), e);
    }
  }

  /** Why a file can't be read or written, without the names of Java's classes. */
  public static String why(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = ServerMessage.excerpt(Unreachable.deepest(cause));
    if (cause instanceof NoSuchFileException) {
      return "there is no " + message;
    }
    if (cause instanceof CharacterCodingException) {
      return "it is no text";
    }
    return cause instanceof AccessDeniedException
        ? "its permissions don't allow it: " + message
        : message;
  }
}
