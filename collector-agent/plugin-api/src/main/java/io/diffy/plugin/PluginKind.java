package io.diffy.plugin;

/** The six things that can be plugged in. */
public enum PluginKind {
  TARGET,
  INVENTORY,
  PAYLOAD,
  COLLECTION,
  PERSISTENCE,
  ANALYSIS
}
