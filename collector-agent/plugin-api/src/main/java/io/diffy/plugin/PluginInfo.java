package io.diffy.plugin;

import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a person sees of a plugin.
 *
 * @param kind what it can be used for
 * @param slug how it is chosen: lower-case letters, digits and dashes, unique within its kind
 * @param title its name in two or three words
 * @param author who answers for it
 * @param description one sentence
 * @param settings the keys it reads, without {@code plugin.<slug>.}; a key that no plugin of the
 *     slug names is refused before anything starts
 */
public record PluginInfo(
    PluginKind kind,
    String slug,
    String title,
    String version,
    String author,
    String description,
    Set<String> settings) {
  private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  public PluginInfo {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(author, "author");
    Objects.requireNonNull(description, "description");
    settings = Set.copyOf(settings);
    if (!SLUG.matcher(slug).matches()) {
      throw new IllegalArgumentException(
          "slug \"" + slug + "\": lower-case letters, digits and single dashes only");
    }
  }

  /** Of a plugin that reads no settings of its own. */
  public PluginInfo(
      PluginKind kind,
      String slug,
      String title,
      String version,
      String author,
      String description) {
    this(kind, slug, title, version, author, description, Set.of());
  }

  /** The same plugin, which reads these keys. */
  public PluginInfo reading(String... keys) {
    return new PluginInfo(kind, slug, title, version, author, description, Set.of(keys));
  }

  /**
   * With the version that the manifest of a jar says ({@code Implementation-Version}).
   *
   * @param inJar any class of the plugin's jar; outside a jar the version is {@code unpackaged}
   */
  public static PluginInfo of(
      Class<?> inJar,
      PluginKind kind,
      String slug,
      String title,
      String author,
      String description) {
    String version = inJar.getPackage().getImplementationVersion();
    return new PluginInfo(
        kind, slug, title, Objects.requireNonNullElse(version, "unpackaged"), author, description);
  }

  /** Of a plugin that this project ships: its kind and version are those of its class. */
  public static PluginInfo shipped(Plugin plugin, String slug, String title, String description) {
    return of(plugin.getClass(), PluginKind.of(plugin), slug, title, "Diffy Streams", description);
  }
}
