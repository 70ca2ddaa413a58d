package io.diffy.plugin;

import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.List;

/** Says which groups were deployed recently, so that their baselines are taken while fresh. */
public interface InventoryPlugin extends Plugin {

  /**
   * A deploy.
   *
   * @param group whose
   * @param key what the target plugin finds its instances by
   * @param version the launch version that was deployed; empty when it has none
   * @param at when it was complete
   * @param reason one sentence: what was seen
   */
  record Deploy(GroupKey group, String key, String version, Instant at, String reason) {}

  /**
   * Deploys that were complete at {@code since} or later, the oldest first. Asked again with the
   * same time it says the same, so that a poll that was lost loses nothing.
   */
  List<Deploy> poll(Instant since, PluginContext context);
}
