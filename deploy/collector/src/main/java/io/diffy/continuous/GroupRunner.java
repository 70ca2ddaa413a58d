package io.diffy.continuous;

import io.diffy.ondemand.CapturedAnswers;
import io.diffy.ondemand.CollectedAnswers;
import io.diffy.ondemand.GroupPlugins;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.Target;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandFailure;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Finds the instances of a group and asks them, with plugins that nobody else asks meanwhile.
 *
 * @param choice leaves out who is not to be asked this time
 * @param plugins their contexts carry whether to stop
 */
record GroupRunner(
    GroupPlan plan, String runId, UnaryOperator<List<Target>> choice, GroupPlugins plugins) {

  /**
   * What came of it.
   *
   * @param results one for each instance
   * @param queries that were asked
   * @param stopped whether it was asked to stop; then only those are there who had answered
   * @param failure why nobody could be asked; empty when they could
   */
  record Asked(
      List<InstanceResult> results, List<String> queries, boolean stopped, String failure) {

    /** As observations: who gave nothing is in them with the reason. */
    CapturedAnswers answers(String runId, String source, Instant now) {
      return answers(runId, source, "", now);
    }

    CapturedAnswers answers(String runId, String source, String incidentId, Instant now) {
      return CollectedAnswers.of(
          results, queries, new CollectedAnswers.Run(runId, source, incidentId), now);
    }
  }

  /** Throws when it is not even known whom to ask, or what. */
  Asked ask(Pack pack) {
    return ask(pack, "", new Silent());
  }

  /** The same for an incident, with somebody who listens. */
  Asked ask(Pack pack, String incidentId, CollectionPlugin.Listener listener) {
    List<Target> targets = find();
    Payload made = plugins.make(new PayloadPlugin.Order(pack, runId, incidentId));
    List<InstanceResult> results;
    String failure = "";
    try {
      results = collect(targets, made, incidentId, listener);
    } catch (CommandFailure e) {
      failure = e.getMessage();
      results = nobody(targets, failure);
    }
    boolean stopped = plugins.contexts().stop().asked();
    // That others were not asked to the end says nothing about them.
    return new Asked(
        stopped ? results.stream().filter(GroupRunner::isCertain).toList() : results,
        made.queries(),
        stopped,
        failure);
  }

  private List<Target> find() {
    return choice.apply(plugins.find(plan.query()));
  }

  private List<InstanceResult> collect(
      List<Target> targets, Payload made, String incidentId, CollectionPlugin.Listener listener) {
    if (targets.stream().noneMatch(Target::collectable)) {
      return CollectedAnswers.oneEach(targets, plugins.collection().info().slug(), List.of());
    }
    return plugins.ask(
        new CollectionPlugin.Order(runId, incidentId, targets, made, plan.patience(), this::find),
        listener,
        plugins.contexts().stop());
  }

  private static List<InstanceResult> nobody(List<Target> targets, String why) {
    return targets.stream()
        .map(
            t ->
                t.collectable()
                    ? InstanceResult.without(t, InstanceOutcome.UNDELIVERABLE, why)
                    : InstanceResult.without(t, InstanceOutcome.SKIPPED, t.skipped()))
        .toList();
  }

  private static boolean isCertain(InstanceResult result) {
    return result.outcome() == InstanceOutcome.SUCCESS
        || result.outcome() == InstanceOutcome.SKIPPED;
  }

  /** Nobody waits at a screen. */
  private static final class Silent implements CollectionPlugin.Listener {
    @Override
    public void done(InstanceResult result) {}

    @Override
    public void progress(int done, int asked) {}
  }
}
