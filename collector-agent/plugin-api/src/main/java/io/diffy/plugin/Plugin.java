package io.diffy.plugin;

/** Common to all plugins. */
public interface Plugin {

  /** Who it is; the same at every call. */
  PluginInfo info();
}
