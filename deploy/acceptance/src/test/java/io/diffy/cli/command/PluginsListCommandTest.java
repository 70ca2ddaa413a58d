package io.diffy.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.plugin.TargetPlugin;
import io.diffy.registry.BrokenPlugins;
import io.diffy.registry.PluginJar;
import io.diffy.schemas.json.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plugins say of themselves is shown and not obeyed. */
final class PluginsListCommandTest extends TypedAtFindings {
  @Test
  void pluginsListShowsWhatEachSaysOfItselfUnobeyedAndNamesTheBroken(@TempDir Path plugins)
      throws Exception {
    String broken = BrokenPlugins.class.getName() + "$";
    PluginJar.write(
        plugins.resolve("mallory.jar"),
        TargetPlugin.class,
        List.of(broken + "Good", broken + "Throwing"));

    assertEquals(ExitCode.NOTHING_FOUND, diffy("plugins", "list", "--plugins", plugins.toString()));
    String shown = text(out);
    assertTrue(shown.startsWith("TYPE "), shown);
    assertTrue(shown.contains("test-good"), shown);
    assertTrue(shown.contains("Test\\x1b[2J"), shown);
    assertTrue(shown.contains("Clears \\u202ethe screen."), shown);
    assertTrue(shown.contains("persistence"), shown);
    assertTrue(text(err).contains("left out a plugin of mallory.jar"), text(err));
    assertTrue(text(err).contains("no licence"), text(err));

    out.reset();
    diffy(
        "plugins", "list", "--kind", "target", "--plugins", plugins.toString(), "--format", "json");
    JsonNode list = Json.mapper().readTree(text(out));
    assertTrue(list.toString().contains("\"source\":\"mallory.jar\""), list::toString);
    assertFalse(list.toString().contains("persistence"), list::toString);
  }
}
