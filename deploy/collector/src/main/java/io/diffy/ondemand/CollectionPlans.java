package io.diffy.ondemand;

import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.registry.PluginRegistry;
import io.diffy.schemas.GroupKey;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a person chose on the command line, with the plugins that are meant. */
public final class CollectionPlans {
  private final CollectionOptions options;
  private final PluginRegistry plugins;

  public CollectionPlans(CollectionOptions options, PluginRegistry plugins) {
    this.options = options;
    this.plugins = plugins;
  }

  /**
   * How to collect a group.
   *
   * @param group as it was written
   * @param runId names it
   * @param choice leaves out who is not to be asked this time
   */
  public GroupCollection.Plan collection(
      String group, String runId, UnaryOperator<List<Target>> choice) {
    return new GroupCollection.Plan(
        plugins.choose(TargetPlugin.class, options.target()),
        options.query(GroupKey.parse(group)),
        choice,
        plugins.choose(PayloadPlugin.class, options.payload()),
        options.pack(),
        plugins.choose(CollectionPlugin.class, options.collection()),
        runId,
        options.incidentId(),
        options.patience());
  }

  /** Where what it brings is kept. */
  public List<PersistencePlugin> persistence() {
    return options.persistence().stream()
        .map(slug -> plugins.choose(PersistencePlugin.class, slug))
        .toList();
  }
}
