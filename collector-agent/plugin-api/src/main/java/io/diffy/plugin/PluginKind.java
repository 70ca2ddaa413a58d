package io.diffy.plugin;

/** The seven things that can be plugged in. */
public enum PluginKind {
  TARGET,
  INVENTORY,
  PAYLOAD,
  COLLECTION,
  PERSISTENCE,
  ANALYSIS,
  SINK
}
