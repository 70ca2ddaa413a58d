package io.diffy.registry;

import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.codec.Codec;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Keeps what a run brought with every chosen plugin. One that fails is named; the run goes on. */
public final class SavedRun {
  private final List<PersistencePlugin> plugins;
  private final PluginContexts contexts;
  private final CommandContext context;
  private boolean failed;

  public SavedRun(
      List<PersistencePlugin> plugins, PluginContexts contexts, CommandContext context) {
    this.plugins = plugins;
    this.contexts = contexts;
    this.context = context;
  }

  /** Keeps values under group and run, one a line. */
  public <T> void save(Shelf shelf, GroupKey group, String runId, List<T> values, Codec<T> codec) {
    if (plugins.isEmpty()) {
      return;
    }
    ByteArrayOutputStream document = new ByteArrayOutputStream();
    for (T value : values) {
      document.writeBytes(codec.encode(value));
      document.write('\n');
    }
    List<String> key = List.of(part(group.toString()), part(runId));
    for (PersistencePlugin plugin : plugins) {
      try {
        PluginCalls.run(
            plugin,
            () -> plugin.save(shelf, key, document.toByteArray(), contexts.of(plugin.info())));
        tell("Saved %,d %s with %s under %s.", values.size(), shelf, plugin, key);
      } catch (CommandFailure e) {
        failed = true;
        context.warn("not saved: " + e.getMessage());
      }
    }
  }

  /** Whether something could not be kept. */
  public boolean failed() {
    return failed;
  }

  private void tell(
      String format, int count, Shelf shelf, PersistencePlugin plugin, List<String> key) {
    String what = shelf == Shelf.RESULTS ? "answers" : "baselines";
    context.note(format.formatted(count, what, plugin.info().slug(), String.join("/", key)));
  }

  /** A part of a key: slashes divide the parts. */
  static String part(String text) {
    return text.replace("%", "%25").replace("/", "%2F");
  }
}
