package io.diffy.registry;

import io.diffy.plugin.AnalysisPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginInfo;
import io.diffy.schemas.Finding;
import java.util.List;

/** The shipped rules, restricted to what the peers disagree with. */
public final class ClusterAnalysis implements AnalysisPlugin {
  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
        this,
        "cluster",
        "Cluster",
        "What the other instances of the group disagree with, alone or together with a baseline.");
  }

  @Override
  public List<Finding> analyse(Case given, PluginContext context) {
    return ByMethod.of(given, Finding.Method.CLUSTER);
  }
}
