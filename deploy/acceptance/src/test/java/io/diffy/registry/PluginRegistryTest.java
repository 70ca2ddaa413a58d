package io.diffy.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.TargetPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bad plugin must not cost the others. */
final class PluginRegistryTest {
  private static final String CLASSES = BrokenPlugins.class.getName() + "$";

  @TempDir private Path folder;

  @Test
  void aPluginOfAJarStandsBesideTheShippedOnes() throws IOException {
    jar("good.jar", CLASSES + "Good");

    PluginRegistry registry = load();

    assertEquals("test-good", registry.choose(TargetPlugin.class, "test-good").info().slug());
    assertEquals("kafka", registry.choose(PersistencePlugin.class, "kafka").info().slug());
    assertEquals(
        List.of("good.jar"),
        registry.all().stream()
            .filter(one -> one.info().slug().equals("test-good"))
            .map(PluginRegistry.Loaded::source)
            .toList());
  }

  @Test
  void aFolderOfJarsIsOnePlugin() throws IOException {
    jar("acme/plugin.jar", CLASSES + "Good");

    assertEquals("test-good", load().choose(TargetPlugin.class, "test-good").info().slug());
  }

  @Test
  void eachBrokenOneIsNamedWithItsJarAndReasonAndTheOthersGoOn() throws IOException {
    jar(
        "a-broken.jar",
        CLASSES + "Throwing",
        "org.example.Missing",
        CLASSES + "BadSlug",
        CLASSES + "OtherKind",
        BrokenPlugins.class.getName(),
        CLASSES + "Good");
    jar("b-same.jar", CLASSES + "SameSlug");
    Files.writeString(folder.resolve("c-text.jar"), "no jar");
    PluginJar.write(folder.resolve("d-none.jar"), TargetPlugin.class, List.of());

    PluginRegistry registry = load();

    assertEquals("test-good", registry.choose(TargetPlugin.class, "test-good").info().slug());
    assertBroken(registry, "a-broken.jar", "no licence");
    assertBroken(registry, "a-broken.jar", "org.example.Missing not found");
    assertBroken(registry, "a-broken.jar", "\"Bad Slug\"");
    assertBroken(registry, "a-broken.jar", "named as a target plugin but says payload");
    assertBroken(registry, "a-broken.jar", "BrokenPlugins not a subtype");
    assertBroken(registry, "b-same.jar", "test-good is there already, from a-broken.jar");
    assertBroken(registry, "c-text.jar", "can't be read as a jar");
    assertBroken(registry, "d-none.jar", "names no plugin");
    assertEquals(8, registry.broken().size(), registry.broken()::toString);
  }

  @Test
  void whoIsNotThereIsAnsweredWithWhoIs() throws IOException {
    jar("good.jar", CLASSES + "Good");

    UnknownPlugin unknown =
        assertThrows(UnknownPlugin.class, () -> load().choose(TargetPlugin.class, "test-goood"));

    assertTrue(unknown.getMessage().contains("no target plugin \"test-goood\""));
    assertTrue(unknown.getMessage().contains("test-good"), unknown.getMessage());
  }

  private void jar(String name, String... classes) throws IOException {
    PluginJar.write(folder.resolve(name), TargetPlugin.class, List.of(classes));
  }

  private PluginRegistry load() {
    return PluginRegistry.load(Optional.of(folder));
  }

  private static void assertBroken(PluginRegistry registry, String source, String reason) {
    assertTrue(
        registry.broken().stream()
            .anyMatch(b -> b.source().equals(source) && b.reason().contains(reason)),
        () -> source + ", " + reason + " is not among " + registry.broken());
  }
}
