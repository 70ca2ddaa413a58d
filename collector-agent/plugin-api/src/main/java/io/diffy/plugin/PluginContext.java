package io.diffy.plugin;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a plugin is given with every call.
 *
 * @param settings its own configuration: the keys {@code plugin.<slug>.…} without that prefix, and
 *     the keys {@code aws.…} and {@code kafka.…} as they are
 * @param state a folder that outlives the process, for what must be found again after a crash
 * @param clock the only clock to read
 * @param notes takes a line for the person who waits; never a secret
 * @param stop whether the person or the machine asked to stop; look at it between steps
 */
public record PluginContext(
    Map<String, String> settings, Path state, Clock clock, Consumer<String> notes, Stop stop) {

  public PluginContext {
    settings = Map.copyOf(settings);
  }

  /** Whether to stop. */
  public interface Stop {
    Stop NEVER = () -> false;

    boolean asked();
  }

  /** A setting, or what stands for it when it is not set. */
  public String setting(String key, String otherwise) {
    return settings.getOrDefault(key, otherwise);
  }
}
