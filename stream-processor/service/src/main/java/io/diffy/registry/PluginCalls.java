package io.diffy.registry;

import io.diffy.plugin.Plugin;
import io.diffy.plugin.PluginFailure;
import io.diffy.service.CommandFailure;
import java.util.function.Supplier;

/** Calls of plugins: whatever one throws becomes a sentence that names it. */
public final class PluginCalls {
  private PluginCalls() {}

  /** The same for a call without an answer. */
  public static void run(Plugin plugin, Runnable call) {
    call(
        plugin,
        () -> {
          call.run();
          return true;
        });
  }

  /** Returns what the plugin answers; throws what went wrong as a sentence for a person. */
  public static <T> T call(Plugin plugin, Supplier<T> question) {
    String slug = plugin.info().slug();
    try {
      return question.get();
    } catch (PluginFailure e) {
      throw new CommandFailure(slug + ": " + e.getMessage(), e);
    } catch (CommandFailure e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new CommandFailure(
          "the plugin %s %s is broken, tell %s: %s"
              .formatted(slug, plugin.info().version(), plugin.info().author(), e),
          e);
    }
  }
}
