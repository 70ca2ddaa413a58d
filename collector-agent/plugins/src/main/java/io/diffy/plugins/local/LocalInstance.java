package io.diffy.plugins.local;

import io.diffy.agent.collect.LocalHost;
import io.diffy.plugin.PluginSettings;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import java.nio.file.Path;

/** Who this host is, in the words of the agent: the same id whoever asks it. */
final class LocalInstance {
  private LocalInstance() {}

  static Instance in(GroupKey group, PluginSettings settings) {
    return LocalHost.identify(Instance.named(group, settings.text("instance-id")), Path.of("/"));
  }

  static String id(PluginSettings settings) {
    return in(new GroupKey("", "", "local"), settings).instanceId();
  }
}
