package io.diffy.plugin;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A plugin's settings, read as what they must be. What is wrong with one is said with the name
 * people know it by and its value, unless that may be a secret.
 */
public record PluginSettings(String slug, PluginContext context) {
  private static final Pattern SECRET = Pattern.compile("url|user|pass|key|token|secret|command");

  public static PluginSettings of(Plugin plugin, PluginContext context) {
    return new PluginSettings(plugin.info().slug(), context);
  }

  /** A text; empty when it is not set. */
  public String text(String key) {
    return context.setting(key, "").strip();
  }

  public String required(String key, String what) {
    String text = text(key);
    if (text.isEmpty()) {
      throw new PluginFailure("%s is not set; it is %s".formatted(name(key), what));
    }
    return text;
  }

  public int number(String key, int otherwise, int least, int most) {
    String text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, in the same words as a number out of range.
    }
    throw wrong(key, "a whole number from %d to %d".formatted(least, most));
  }

  public Duration seconds(String key, int otherwise, int least, int most) {
    return Duration.ofSeconds(number(key, otherwise, least, most));
  }

  public boolean flag(String key, boolean otherwise) {
    return switch (text(key)) {
      case "true" -> true;
      case "false" -> false;
      case "" -> otherwise;
      default -> throw wrong(key, "true or false");
    };
  }

  public Optional<Path> path(String key) {
    String text = text(key);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      throw wrong(key, "a path");
    }
  }

  /** A failure that names the key. */
  public PluginFailure wrong(String key, String expected) {
    String said = SECRET.matcher(key).find() ? "" : ", not \"" + text(key) + "\"";
    return new PluginFailure("%s must be %s%s; correct it".formatted(name(key), expected, said));
  }

  private String name(String key) {
    return key.startsWith("aws.") ? key : "plugin." + slug + "." + key;
  }
}
