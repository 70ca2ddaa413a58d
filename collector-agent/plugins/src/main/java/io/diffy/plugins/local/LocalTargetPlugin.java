package io.diffy.plugins.local;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginSettings;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.schemas.GroupKey;
import java.util.List;

/**
 * This host, as the only instance of whatever group it is asked for. Settings: {@code instance-id},
 * for a host that can't know its own.
 */
public final class LocalTargetPlugin implements TargetPlugin {
  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(this, "local", "This host", "The host this runs on.")
        .reading("instance-id");
  }

  @Override
  public List<Target> find(Query query, PluginContext context) {
    GroupKey group = GroupKey.parse(query.key());
    if (group.asg().isBlank()) {
      throw new PluginFailure("a group without a name can't be asked; name it, such as local");
    }
    GroupKey placed =
        new GroupKey(
            group.account().isEmpty() ? query.account() : group.account(),
            group.region().isEmpty() ? query.region() : group.region(),
            group.asg());
    return List.of(Target.of(LocalInstance.in(placed, PluginSettings.of(this, context)), ""));
  }
}
