package io.diffy.standalone.plugin;

import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;

/** What the plugins of this module say of themselves. */
final class Shipped {
  private Shipped() {}

  static PluginInfo info(PluginKind kind, String slug, String title, String description) {
    return PluginInfo.of(Shipped.class, kind, slug, title, "Diffy Streams", description);
  }
}
