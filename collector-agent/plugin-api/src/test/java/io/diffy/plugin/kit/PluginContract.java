package io.diffy.plugin.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.Plugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginKind;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds for plugins of every kind.
 *
 * @param <P> the kind's interface
 */
public abstract class PluginContract<P extends Plugin> {
  /** A folder of this one test. */
  @TempDir protected Path folder;

  private final PluginKind kind;

  PluginContract(PluginKind kind) {
    this.kind = kind;
  }

  /** The plugin to try. Each test asks once. */
  protected abstract P plugin();

  /** The settings to try it with. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /** What it is called with. */
  protected final PluginContext context() {
    return Contexts.of(folder, settings());
  }

  @Test
  void saysWhoItIsAndAlwaysTheSame() {
    P plugin = plugin();

    assertEquals(kind, plugin.info().kind());
    assertEquals(plugin.info(), plugin.info());
    assertFalse(plugin.info().title().isBlank(), "a title");
    assertFalse(plugin.info().description().isBlank(), "a description");
    assertFalse(plugin.info().author().isBlank(), "an author");
    assertFalse(plugin.info().version().isBlank(), "a version");
  }

  @Test
  void theServiceLoaderCanMakeIt() throws ReflectiveOperationException {
    Class<?> type = plugin().getClass();

    assertTrue(Modifier.isPublic(type.getModifiers()), "a public class");
    assertTrue(
        Modifier.isPublic(type.getDeclaredConstructor().getModifiers()),
        "a public constructor without parameters");
  }
}
