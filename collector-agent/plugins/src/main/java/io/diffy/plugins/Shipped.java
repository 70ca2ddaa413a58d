package io.diffy.plugins;

import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import java.util.Objects;

/** What the plugins of this module say of themselves. */
public final class Shipped {
  private Shipped() {}

  public static PluginInfo info(PluginKind kind, String slug, String title, String description) {
    String version = Shipped.class.getPackage().getImplementationVersion();
    return new PluginInfo(
        kind,
        slug,
        title,
        Objects.requireNonNullElse(version, "unpackaged"),
        "Diffy Streams",
        description);
  }
}
