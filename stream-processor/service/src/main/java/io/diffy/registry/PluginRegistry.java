package io.diffy.registry;

import io.diffy.plugin.Plugin;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import io.diffy.terminal.Phrases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The plugins there are: those on the class path, then those of a folder. One that can't be loaded
 * is named with its place and the reason, and the others go on.
 */
public final class PluginRegistry {
  static final String PACKAGE = Plugin.class.getPackageName() + ".";
  private static final String CLASS_PATH = "class path";

  private final List<Loaded> loaded = new ArrayList<>();
  private final List<Broken> broken = new ArrayList<>();

  private PluginRegistry() {}

  /**
   * A plugin that works.
   *
   * @param source the jar it came from, or the class path
   */
  public record Loaded(Plugin plugin, PluginInfo info, String source) {}

  /**
   * Something that was to be a plugin.
   *
   * @param source the jar it came from, or the class path
   * @param reason may hold any text of the plugin's
   */
  public record Broken(String source, String reason) {}

  /**
   * Loads all.
   *
   * @param folder of jars, and of folders of jars; empty: only the class path
   */
  public static PluginRegistry load(Optional<Path> folder) {
    PluginRegistry registry = new PluginRegistry();
    registry.addAll(CLASS_PATH, PluginRegistry.class.getClassLoader());
    for (PluginFolder.Entry entry : folder.map(PluginFolder::entries).orElse(List.of())) {
      try {
        int before = registry.loaded.size() + registry.broken.size();
        registry.addAll(entry.name(), entry.open());
        if (registry.loaded.size() + registry.broken.size() == before) {
          registry.fail(
              entry.name(), "names no plugin in META-INF/services/" + PACKAGE + "<Kind>Plugin");
        }
      } catch (IOException e) {
        registry.fail(entry.name(), e.getMessage());
      }
    }
    registry.loaded.sort(
        Comparator.comparing((Loaded one) -> one.info.kind())
            .thenComparing(one -> one.info.slug()));
    return registry;
  }

  /** By kind, then by slug. */
  public List<Loaded> all() {
    return List.copyOf(loaded);
  }

  /** In the order in which they were found. */
  public List<Broken> broken() {
    return List.copyOf(broken);
  }

  /**
   * The plugin that is called so.
   *
   * @throws UnknownPlugin when there is none
   */
  public <T extends Plugin> T choose(Class<T> type, String slug) {
    List<Loaded> there = loaded.stream().filter(one -> type.isInstance(one.plugin)).toList();
    return there.stream()
        .filter(one -> one.info.slug().equals(slug))
        .map(one -> type.cast(one.plugin))
        .findFirst()
        .orElseThrow(
            () ->
                new UnknownPlugin(
                    type.getSimpleName(), slug, there.stream().map(o -> o.info.slug()).toList()));
  }

  private void addAll(String source, ClassLoader loader) {
    for (PluginKind kind : PluginKind.values()) {
      addAll(source, kind, kind.type(), loader);
    }
  }

  private <T extends Plugin> void addAll(
      String source, PluginKind kind, Class<T> type, ClassLoader loader) {
    Iterator<T> found = ServiceLoader.load(type, loader).iterator();
    // An iterator that only fails would never end; each failure in a row is another.
    Set<String> failures = new HashSet<>();
    while (true) {
      try {
        if (!found.hasNext()) {
          return;
        }
        add(source, kind, found.next());
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        if (!failures.add(reason(e))) {
          return;
        }
        fail(source, reason(e));
      }
    }
  }

  private void add(String source, PluginKind kind, Plugin plugin) {
    PluginInfo info;
    try {
      info = plugin.info();
    } catch (RuntimeException | LinkageError e) {
      fail(source, plugin.getClass().getName() + " does not say who it is: " + reason(e));
      return;
    }
    if (info == null || info.kind() != kind) {
      fail(
          source,
          "%s is named as a %s plugin but says %s"
              .formatted(
                  plugin.getClass().getName(),
                  Phrases.word(kind),
                  info == null ? "nothing" : Phrases.word(info.kind())));
      return;
    }
    Optional<Loaded> taken =
        loaded.stream()
            .filter(one -> one.info.kind() == kind && one.info.slug().equals(info.slug()))
            .findFirst();
    if (taken.isPresent()) {
      fail(
          source,
          "%s: the %s plugin %s is there already, from %s"
              .formatted(
                  plugin.getClass().getName(),
                  Phrases.word(kind),
                  info.slug(),
                  taken.get().source()));
      return;
    }
    loaded.add(new Loaded(plugin, info, source));
  }

  private void fail(String source, String reason) {
    broken.add(new Broken(source, reason));
  }

  /** The error and what it came from: the outermost only says that a provider failed. */
  private static String reason(Throwable error) {
    String message = error.getMessage() == null ? "" : error.getMessage();
    String own =
        error instanceof ServiceConfigurationError || error instanceof IllegalArgumentException
            ? message
            : error.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    Throwable cause = error.getCause();
    return cause == null || cause == error ? own : own + ": " + reason(cause);
  }
}
