package io.diffy.search;

import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;

/** What the plugins of this package say of themselves. */
final class Shipped {
  static final String SLUG = "opensearch";

  private Shipped() {}

  static PluginInfo plugin(PluginKind kind, String description) {
    return PluginInfo.of(
        Shipped.class, kind, SLUG, "OpenSearch or Elasticsearch", "Diffy Streams", description);
  }
}
