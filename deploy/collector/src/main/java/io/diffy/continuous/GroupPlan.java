package io.diffy.continuous;

import io.diffy.ondemand.GroupPlugins;
import io.diffy.plugin.InventoryPlugin.Deploy;
import io.diffy.plugin.TargetPlugin;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginRegistry;
import io.diffy.schemas.GroupKey;
import java.time.Duration;

/**
 * A group to collect, as the file of groups says it.
 *
 * @param key what the target plugin finds its instances by
 * @param account where to look; empty: where the credentials belong
 * @param region where to look; empty: the default one
 * @param target slug of the plugin that finds its instances
 * @param payload slug of the plugin that makes what runs there
 * @param collection slug of the plugin that has it run
 * @param patience how long an instance may take
 */
record GroupPlan(
    String key,
    String account,
    String region,
    String target,
    String payload,
    String collection,
    Duration patience) {

  /** Names it in assignments, runs, metrics and lines. */
  String name() {
    return new GroupKey(account, region, key).toString();
  }

  TargetPlugin.Query query() {
    return new TargetPlugin.Query(key, account, region);
  }

  /** Its plugins; throws when one is not there. */
  GroupPlugins choose(PluginRegistry plugins, PluginContexts contexts) {
    return GroupPlugins.choose(plugins, target, payload, collection, contexts);
  }

  /** Whether this is the group of a deploy; where nothing is said, any account and region fits. */
  boolean isOf(Deploy deploy) {
    return key.equals(deploy.key())
        && (account.isEmpty() || account.equals(deploy.group().account()))
        && (region.isEmpty() || region.equals(deploy.group().region()));
  }
}
