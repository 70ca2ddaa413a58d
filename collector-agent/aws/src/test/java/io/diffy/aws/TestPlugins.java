package io.diffy.aws;

import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.plugin.PluginContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What plugins under test are called with. */
public final class TestPlugins {
  public static final Instant THREE_AM = Instant.parse("2026-11-20T03:00:00Z");

  /** The lines of all plugins, for the scan for credentials. */
  public static final List<String> NOTES = new CopyOnWriteArrayList<>();

  private TestPlugins() {}

  /** Settings in pairs of key and value, on top of those that lead to the scripted AWS. */
  public static PluginContext context(ScriptedAws aws, String... settings) {
    return context(aws.settings(), settings);
  }

  static PluginContext context(Map<String, String> base, String... settings) {
    Map<String, String> all = new TreeMap<>(base);
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new PluginContext(
        all,
        Path.of("target", "state"),
        Clock.fixed(THREE_AM, ZoneOffset.UTC),
        NOTES::add,
        PluginContext.Stop.NEVER);
  }
}
