package io.diffy.ondemand;

import io.diffy.plugin.AnalysisPlugin;
import io.diffy.registry.PluginCalls;
import io.diffy.registry.PluginContexts;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Observation;
import io.diffy.view.OpenFindings;
import java.util.List;

/** The chosen analysis plugins, one after the other over the same answers. */
public record Analyses(List<AnalysisPlugin> plugins, PluginContexts contexts) {
  /** What any of them finds, each finding once, ranked; of the same finding the latest event. */
  public List<Finding> of(
      List<Observation> answers, List<Baseline> baselines, AnalysisPlugin.Judge judge) {
    AnalysisPlugin.Case given = new AnalysisPlugin.Case(answers, baselines, judge);
    OpenFindings found = new OpenFindings();
    for (AnalysisPlugin plugin : plugins) {
      PluginCalls.call(plugin, () -> plugin.analyse(given, contexts.of(plugin.info())))
          .forEach(found::add);
    }
    return found.ranked(OpenFindings::isOpen);
  }
}
