package io.diffy.plugins;

import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;

/** What the plugins of this module say of themselves. */
public final class Shipped {
  private Shipped() {}

  public static PluginInfo info(PluginKind kind, String slug, String title, String description) {
    return PluginInfo.of(Shipped.class, kind, slug, title, "Diffy Streams", description);
  }
}
