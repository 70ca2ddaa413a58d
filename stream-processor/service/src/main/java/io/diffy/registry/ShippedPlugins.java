package io.diffy.registry;

import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;

/** What the plugins of this module say of themselves. */
final class ShippedPlugins {
  private ShippedPlugins() {}

  static PluginInfo info(PluginKind kind, String slug, String title, String description) {
    return PluginInfo.of(ShippedPlugins.class, kind, slug, title, "Diffy Streams", description);
  }
}
