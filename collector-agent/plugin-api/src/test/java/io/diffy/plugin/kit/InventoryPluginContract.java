package io.diffy.plugin.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.InventoryPlugin;
import io.diffy.plugin.InventoryPlugin.Deploy;
import io.diffy.plugin.PluginKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every inventory plugin must do. */
public abstract class InventoryPluginContract extends PluginContract<InventoryPlugin> {
  protected InventoryPluginContract() {
    super(PluginKind.INVENTORY);
  }

  /** A time since when there was at least one deploy. */
  protected abstract Instant before();

  @Test
  void saysTheOldestDeployFirst() {
    List<Deploy> deploys = plugin().poll(before(), context());

    assertFalse(deploys.isEmpty());
    assertEquals(deploys.stream().sorted(Comparator.comparing(Deploy::at)).toList(), deploys);
  }

  @Test
  void saysTheSameAgain() {
    InventoryPlugin plugin = plugin();

    assertEquals(plugin.poll(before(), context()), plugin.poll(before(), context()));
  }

  @Test
  void saysOnlyWhatWasCompleteAtThatTimeOrLater() {
    InventoryPlugin plugin = plugin();
    List<Deploy> all = plugin.poll(before(), context());
    Instant last = all.get(all.size() - 1).at();

    List<Deploy> later = plugin.poll(last, context());

    assertEquals(all.stream().filter(deploy -> !deploy.at().isBefore(last)).toList(), later);
    assertEquals(List.of(), plugin.poll(last.plusMillis(1), context()));
  }

  @Test
  void saysWhoseAndWhy() {
    for (Deploy deploy : plugin().poll(before(), context())) {
      assertFalse(deploy.group().asg().isBlank());
      assertFalse(deploy.key().isBlank());
      assertTrue(deploy.reason().contains(" "), deploy.reason());
    }
  }
}
