package io.diffy.registry;

import io.diffy.plugin.AnalysisPlugin;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InventoryPlugin;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.Plugin;
import io.diffy.plugin.PluginKind;
import io.diffy.plugin.SinkPlugin;
import io.diffy.plugin.TargetPlugin;

/** The interface of each kind. */
final class PluginTypes {
  private PluginTypes() {}

  static Class<? extends Plugin> of(PluginKind kind) {
    return switch (kind) {
      case TARGET -> TargetPlugin.class;
      case INVENTORY -> InventoryPlugin.class;
      case PAYLOAD -> PayloadPlugin.class;
      case COLLECTION -> CollectionPlugin.class;
      case PERSISTENCE -> PersistencePlugin.class;
      case ANALYSIS -> AnalysisPlugin.class;
      case SINK -> SinkPlugin.class;
    };
  }
}
