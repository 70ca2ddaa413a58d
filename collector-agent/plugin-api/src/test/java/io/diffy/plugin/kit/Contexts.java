package io.diffy.plugin.kit;

import io.diffy.plugin.PluginContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** Contexts to call plugins with. */
public final class Contexts {
  /** What the clock of a context shows. */
  public static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");

  private Contexts() {}

  /**
   * A context whose clock stands still, whose notes go nowhere, and that nobody stops.
   *
   * @param settings without the prefix {@code plugin.<slug>.}
   */
  public static PluginContext of(Path state, Map<String, String> settings) {
    return new PluginContext(
        settings, state, Clock.fixed(NOW, ZoneOffset.UTC), note -> {}, PluginContext.Stop.NEVER);
  }

  /** The same context, which somebody asks to stop. */
  public static PluginContext stopping(PluginContext context, PluginContext.Stop stop) {
    return new PluginContext(
        context.settings(), context.state(), context.clock(), context.notes(), stop);
  }
}
