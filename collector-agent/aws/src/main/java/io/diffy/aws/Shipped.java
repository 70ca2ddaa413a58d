package io.diffy.aws;

import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;

/** What the plugins of this package say of themselves. */
public final class Shipped {
  static final String VERSION = "0.1.0";

  private Shipped() {}

  public static PluginInfo plugin(PluginKind kind, String slug, String title, String description) {
    return new PluginInfo(kind, slug, title, VERSION, "Diffy Streams", description);
  }
}
