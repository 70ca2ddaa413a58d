package io.diffy.plugins.local;

import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.Target;
import io.diffy.plugin.kit.CollectionPluginContract;
import io.diffy.schemas.Instance;
import java.util.List;
import java.util.Map;

class LocalShellContractTest extends CollectionPluginContract {
  @Override
  protected CollectionPlugin plugin() {
    return new LocalShellPlugin();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("instance-id", "i-here");
  }

  @Override
  protected List<Target> targets() {
    return List.of(
        Target.of(Instance.named("web", "i-here"), ""),
        new Target(Instance.named("web", "i-gone"), "Terminating", "it is Terminating"));
  }
}
