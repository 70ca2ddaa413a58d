package io.diffy.plugin;

import java.util.Arrays;

/** The seven things that can be plugged in. */
public enum PluginKind {
  TARGET(TargetPlugin.class),
  INVENTORY(InventoryPlugin.class),
  PAYLOAD(PayloadPlugin.class),
  COLLECTION(CollectionPlugin.class),
  PERSISTENCE(PersistencePlugin.class),
  ANALYSIS(AnalysisPlugin.class),
  SINK(SinkPlugin.class);

  private final Class<? extends Plugin> type;

  PluginKind(Class<? extends Plugin> type) {
    this.type = type;
  }

  /** What a plugin of this kind implements. */
  public Class<? extends Plugin> type() {
    return type;
  }

  /** Of a plugin's class; one that is of several kinds is of the first. */
  static PluginKind of(Plugin plugin) {
    return Arrays.stream(values())
        .filter(kind -> kind.type.isInstance(plugin))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(plugin.getClass() + " is of no kind"));
  }
}
