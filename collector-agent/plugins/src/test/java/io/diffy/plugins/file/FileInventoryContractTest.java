package io.diffy.plugins.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.plugin.InventoryPlugin;
import io.diffy.plugin.InventoryPlugin.Deploy;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.kit.Contexts;
import io.diffy.plugin.kit.InventoryPluginContract;
import io.diffy.schemas.GroupKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileInventoryContractTest extends InventoryPluginContract {
  private static final String DEPLOYS =
      """
      {"group":"web","at":"2026-11-20T02:10:00Z","version":"8"}
      # Appended by hand.
      {"group":"123:us-east-1:web","at":"2026-11-20T01:00:00Z","key":"web-asg","reason":"rolled back by hand"}
      """;

  @Override
  protected InventoryPlugin plugin() {
    write(DEPLOYS);
    return new FileInventoryPlugin();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("file", folder.resolve("deploys.ndjson").toString());
  }

  @Override
  protected Instant before() {
    return Instant.parse("2026-11-20T00:00:00Z");
  }

  @Test
  void readsWhatThePipelineWrote() {
    assertEquals(
        new Deploy(
            new GroupKey("123", "us-east-1", "web"),
            "web-asg",
            "",
            Instant.parse("2026-11-20T01:00:00Z"),
            "rolled back by hand"),
        plugin().poll(before(), context()).get(0));
    assertEquals(
        new Deploy(
            GroupKey.parse("web"),
            "web",
            "8",
            Instant.parse("2026-11-20T02:10:00Z"),
            "listed in deploys.ndjson"),
        plugin().poll(before(), context()).get(1));
  }

  @Test
  void whatIsWrongIsSaidWithFileAndLine() {
    InventoryPlugin plugin = plugin();
    write(DEPLOYS + "{\"group\":\"web\",\"at\":\"yesterday\"}\n");

    PluginFailure failure =
        assertThrows(PluginFailure.class, () -> plugin.poll(before(), context()));

    assertEquals(
        folder.resolve("deploys.ndjson")
            + ":4: \"at\" is no time like 2026-11-20T03:10:00Z; correct it there",
        failure.getMessage());
  }

  @Test
  void theFileMustBeSet() {
    assertThrows(
        PluginFailure.class,
        () -> new FileInventoryPlugin().poll(before(), Contexts.of(folder, Map.of())));
  }

  private void write(String deploys) {
    try {
      Files.writeString(folder.resolve("deploys.ndjson"), deploys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
