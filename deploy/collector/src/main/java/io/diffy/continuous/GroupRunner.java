package io.diffy.continuous;

import io.diffy.ondemand.CollectedAnswers;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.registry.PluginCalls;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginRegistry;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandFailure;
import java.util.List;
import java.util.function.UnaryOperator;

/** Finds the instances of a group and asks them, with plugins that nobody else asks meanwhile. */
final class GroupRunner {
  private final GroupPlan plan;
  private final String runId;
  private final UnaryOperator<List<Target>> choice;
  private final TargetPlugin target;
  private final PayloadPlugin payload;
  private final CollectionPlugin collection;
  private final PluginContexts contexts;

  /**
   * @param choice leaves out who is not to be asked this time
   * @param contexts carry whether to stop
   */
  GroupRunner(
      GroupPlan plan,
      String runId,
      UnaryOperator<List<Target>> choice,
      PluginRegistry plugins,
      PluginContexts contexts) {
    this.plan = plan;
    this.runId = runId;
    this.choice = choice;
    this.target = plugins.choose(TargetPlugin.class, plan.target());
    this.payload = plugins.choose(PayloadPlugin.class, plan.payload());
    this.collection = plugins.choose(CollectionPlugin.class, plan.collection());
    this.contexts = contexts;
  }

  /**
   * What came of it.
   *
   * @param results one for each instance
   * @param queries that were asked
   * @param stopped whether it was asked to stop; then only those are there who had answered
   * @param failure why nobody could be asked; empty when they could
   */
  record Asked(
      List<InstanceResult> results, List<String> queries, boolean stopped, String failure) {}

  /** Throws when it is not even known whom to ask, or what. */
  Asked ask(Pack pack) {
    List<Target> targets = find();
    PayloadPlugin.Order order = new PayloadPlugin.Order(pack, runId, "");
    Payload made =
        PluginCalls.call(payload, () -> payload.make(order, contexts.of(payload.info())));
    List<InstanceResult> results;
    String failure = "";
    try {
      results = collect(targets, made);
    } catch (CommandFailure e) {
      failure = e.getMessage();
      results = nobody(targets, failure);
    }
    boolean stopped = contexts.stop().asked();
    // That others were not asked to the end says nothing about them.
    return new Asked(
        stopped ? results.stream().filter(GroupRunner::isCertain).toList() : results,
        made.queries(),
        stopped,
        failure);
  }

  private List<Target> find() {
    return choice.apply(
        PluginCalls.call(target, () -> target.find(plan.query(), contexts.of(target.info()))));
  }

  private List<InstanceResult> collect(List<Target> targets, Payload made) {
    String slug = collection.info().slug();
    if (targets.stream().noneMatch(Target::collectable)) {
      return CollectedAnswers.oneEach(targets, slug, List.of());
    }
    CollectionPlugin.Order order =
        new CollectionPlugin.Order(runId, "", targets, made, plan.patience(), this::find);
    PluginContext context = contexts.of(collection.info());
    return CollectedAnswers.oneEach(
        targets,
        slug,
        PluginCalls.call(collection, () -> collection.collect(order, new Silent(), context)));
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
