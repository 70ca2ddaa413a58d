package io.diffy.search;

import io.diffy.http.HttpSettings;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginSettings;
import java.util.Optional;
import java.util.regex.Pattern;

/** The settings of both plugins: what all plugins' can be, and names of indexes and secrets. */
record SearchSettings(HttpSettings http) {
  static final String SLUG = "opensearch";
  static final String[] KEYS =
      HttpSettings.keys(
          "url",
          "user",
          "password",
          "password-file",
          "api-key",
          "api-key-file",
          "index",
          "events-index",
          "observations-index",
          "evaluations-index",
          "index-prefix",
          "shape",
          "bulk-kilobytes",
          "refused-in-a-row",
          "create-template");

  /** A part of what the two engines allow, so that no name means more than one index. */
  private static final Pattern INDEX = Pattern.compile("[a-z0-9][a-z0-9._-]{0,199}");

  SearchSettings(PluginContext context) {
    this(new HttpSettings(new PluginSettings(SLUG, context)));
  }

  static String key(String key) {
    return "plugin." + SLUG + "." + key;
  }

  static PluginFailure wrong(String key, String expected) {
    return new PluginFailure("%s must be %s; correct it".formatted(key(key), expected));
  }

  PluginSettings all() {
    return http.all();
  }

  Optional<String> index(String key) {
    Optional<String> index = http.text(key);
    if (index.filter(INDEX.asMatchPredicate().negate()).isPresent()) {
      throw all()
          .wrong(key, "lower-case letters, digits, '.', '_' and '-', a letter or digit first");
    }
    return index;
  }
}
