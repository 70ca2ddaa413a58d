package io.diffy.plugin;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Observation;
import java.util.List;

/** Says what is odd in the answers of a group. */
public interface AnalysisPlugin extends Plugin {

  /**
   * What to judge.
   *
   * @param answers the newest answer of each instance to each query, failed ones included
   * @param baselines of the group; none when nobody took any
   * @param judge judges by the shipped rules, for a plugin that adds to them or leaves out
   */
  record Case(List<Observation> answers, List<Baseline> baselines, Judge judge) {}

  /** The shipped rules. */
  interface Judge {

    /** The findings of these answers against these baselines, ranked. */
    List<Finding> findings(List<Observation> answers, List<Baseline> baselines);
  }

  /** The findings, those that matter most first. */
  List<Finding> analyse(Case given, PluginContext context);
}
