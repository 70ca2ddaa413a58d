package io.diffy.search;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The plugins' settings. What is wrong with one is said with its key, never with its value, which
 * may be a secret.
 */
record SearchSettings(PluginContext context) {
  /** A part of what the two engines allow, so that no name means more than one index. */
  private static final Pattern INDEX = Pattern.compile("[a-z0-9][a-z0-9._-]{0,199}");

  static String key(String key) {
    return "plugin." + Shipped.SLUG + "." + key;
  }

  Optional<String> text(String key) {
    String text = context.setting(key, "").strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  boolean flag(String key, boolean otherwise) {
    return switch (text(key).orElse(String.valueOf(otherwise))) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(key, "true or false");
    };
  }

  int number(String key, int otherwise, int least, int most) {
    try {
      int number = text(key).map(Integer::parseInt).orElse(otherwise);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(key, "a whole number from %d to %d".formatted(least, most));
  }

  Optional<String> index(String key) {
    Optional<String> index = text(key);
    if (index.filter(INDEX.asMatchPredicate().negate()).isPresent()) {
      throw wrong(key, "lower-case letters, digits, '.', '_' and '-', a letter or digit first");
    }
    return index;
  }

  Optional<Path> path(String key) {
    try {
      return text(key).map(Path::of);
    } catch (InvalidPathException e) {
      throw wrong(key, "a path");
    }
  }

  /** A secret: the first line of the file that {@code key-file} names, or {@code key} itself. */
  Optional<String> secret(String key) {
    Optional<Path> file = path(key + "-file");
    if (file.isEmpty()) {
      return text(key);
    }
    try (var lines = Files.lines(file.get(), StandardCharsets.UTF_8)) {
      String secret = lines.findFirst().orElse("").strip();
      if (!secret.isEmpty()) {
        return Optional.of(secret);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new PluginFailure(
          "can't read the file that %s names: %s; correct it".formatted(key(key + "-file"), e), e);
    }
    throw wrong(key + "-file", "a file whose first line is the secret");
  }

  static PluginFailure wrong(String key, String expected) {
    return new PluginFailure("%s must be %s; correct it".formatted(key(key), expected));
  }
}
