package io.diffy.continuous;

import io.diffy.ondemand.CapturedAnswers;
import io.diffy.ondemand.GroupPlugins;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.TargetPlugin;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginRegistry;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A group of the file that collectors go by, asked when somebody wants that. One thread at a time
 * uses its plugins.
 *
 * @param patience how long an instance may take
 */
public record GroupOnDemand(
    TargetPlugin.Query query, Duration patience, GroupPlugins plugins, Pack pack) {

  /**
   * What came of it.
   *
   * @param results one for each instance
   */
  public record Asked(CapturedAnswers answers, List<InstanceResult> results, String failure) {
    /** Throws when nobody could be asked or nobody answered. */
    public CapturedAnswers required() {
      if (results.stream().noneMatch(r -> r.outcome() == InstanceOutcome.SUCCESS)) {
        throw new CommandFailure(
            failure.isEmpty()
                ? "none of the %d instances answered".formatted(results.size())
                : failure);
      }
      return answers;
    }
  }

  /** Those of a file; throws when a plugin is not there. */
  public static List<GroupOnDemand> read(
      Path file, PluginRegistry registry, PluginContexts contexts, Pack pack) {
    return GroupsFile.read(file).stream()
        .map(
            plan ->
                new GroupOnDemand(
                    plan.query(), plan.patience(), plan.choose(registry, contexts), pack))
        .toList();
  }

  /** As it is written. */
  public GroupKey key() {
    return new GroupKey(query.account(), query.region(), query.key());
  }

  /** Throws when it is not even known whom to ask, or what. */
  public Asked ask(
      String runId,
      String incidentId,
      CollectionPlugin.Listener listener,
      PluginContext.Stop stop,
      Instant now) {
    String target = plugins.target().info().slug();
    GroupPlan plan =
        new GroupPlan(query.key(), query.account(), query.region(), target, "", "", patience);
    GroupPlugins stopped =
        new GroupPlugins(
            plugins.target(),
            plugins.payload(),
            plugins.collection(),
            plugins.contexts().stoppedBy(stop));
    GroupRunner.Asked asked =
        new GroupRunner(plan, runId, UnaryOperator.identity(), stopped)
            .ask(pack, incidentId, listener);
    return new Asked(
        asked.answers(runId, target + " " + query.key(), incidentId, now),
        asked.results(),
        asked.failure());
  }
}
