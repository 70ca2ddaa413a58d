package io.diffy.search;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The settings of both plugins: what all plugins' can be, and names of indexes and secrets. */
record SearchSettings(PluginSettings all) {
  static final String SLUG = "opensearch";
  static final String[] KEYS = {
    "url",
    "user",
    "password",
    "password-file",
    "api-key",
    "api-key-file",
    "ca-file",
    "timeout-seconds",
    "index",
    "events-index",
    "observations-index",
    "evaluations-index",
    "index-prefix",
    "shape",
    "bulk-kilobytes",
    "create-template"
  };

  /** A part of what the two engines allow, so that no name means more than one index. */
  private static final Pattern INDEX = Pattern.compile("[a-z0-9][a-z0-9._-]{0,199}");

  SearchSettings(PluginContext context) {
    this(new PluginSettings(SLUG, context));
  }

  static String key(String key) {
    return "plugin." + SLUG + "." + key;
  }

  static PluginFailure wrong(String key, String expected) {
    return new PluginFailure("%s must be %s; correct it".formatted(key(key), expected));
  }

  Optional<String> text(String key) {
    return Optional.of(all.text(key)).filter(text -> !text.isEmpty());
  }

  Optional<String> index(String key) {
    Optional<String> index = text(key);
    if (index.filter(INDEX.asMatchPredicate().negate()).isPresent()) {
      throw all.wrong(key, "lower-case letters, digits, '.', '_' and '-', a letter or digit first");
    }
    return index;
  }

  /** A secret: the first line of the file that {@code key-file} names, or {@code key} itself. */
  Optional<String> secret(String key) {
    Optional<Path> file = all.path(key + "-file");
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
}
