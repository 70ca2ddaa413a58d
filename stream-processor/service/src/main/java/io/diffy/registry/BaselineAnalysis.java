package io.diffy.registry;

import io.diffy.plugin.AnalysisPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginInfo;
import io.diffy.schemas.Finding;
import java.util.List;

/** The shipped rules, restricted to what a baseline disagrees with. */
public final class BaselineAnalysis implements AnalysisPlugin {
  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
        this,
        "baseline",
        "Baseline",
        "What known clean instances disagree with, alone or together with the peers.");
  }

  @Override
  public List<Finding> analyse(Case given, PluginContext context) {
    return ByMethod.of(given, Finding.Method.BASELINE);
  }
}
