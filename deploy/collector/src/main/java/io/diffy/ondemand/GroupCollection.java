package io.diffy.ondemand;

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
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A group asked through plugins: find its instances, say who will be asked, ask them, say who
 * answered. The path in one place is {@link #collect}.
 */
public final class GroupCollection {
  private final Plan plan;
  private final CommandContext context;
  private final PluginContexts contexts;
  private final CollectionView view;

  /**
   * What to do with what.
   *
   * @param target finds the instances
   * @param query by this key
   * @param choice leaves out of the instances who is not to be asked this time
   * @param payload makes what runs there
   * @param pack the queries
   * @param collection has it run
   * @param runId names the run; the id of an interrupted one finishes it
   * @param incidentId what it is for; empty when not said
   * @param patience how long an instance may take
   */
  public record Plan(
      TargetPlugin target,
      TargetPlugin.Query query,
      UnaryOperator<List<Target>> choice,
      PayloadPlugin payload,
      Pack pack,
      CollectionPlugin collection,
      String runId,
      String incidentId,
      Duration patience) {}

  public GroupCollection(
      Plan plan, CommandContext context, PluginContexts contexts, CollectionView view) {
    this.plan = plan;
    this.context = context;
    this.contexts = contexts;
    this.view = view;
  }

  /** Asks, and says how it went. Throws when nobody could be asked or nobody answered. */
  public CapturedAnswers collect(Progress progress) {
    List<Target> targets = find(progress);
    view.coverage(targets);
    requireAnyone(targets);
    Payload payload = payload(contexts);
    view.run(plan.runId());
    List<InstanceResult> results = run(targets, payload, progress);
    CapturedAnswers answers =
        CollectedAnswers.of(
            results,
            payload.queries(),
            new CollectedAnswers.Run(
                plan.runId(),
                plan.target().info().slug() + " " + plan.query().key(),
                plan.incidentId()),
            context.clock().instant());
    if (results.stream().noneMatch(r -> r.outcome() == InstanceOutcome.SUCCESS)) {
      throw new CommandFailure(
          "none of the %d instances that were asked answered".formatted(answers.asked()));
    }
    if (!answers.silent().isEmpty()) {
      view.partial();
    }
    return answers;
  }

  /** Says what {@link #collect} would send where; sends nothing. */
  public void dryRun(Progress progress) {
    List<Target> targets = find(progress);
    progress.idle();
    view.coverage(targets);
    Payload payload = payload(contexts);
    view.plan(
        plan.payload().info().slug(),
        payload,
        plan.collection().info().slug(),
        PluginCalls.call(
            plan.collection(),
            () ->
                plan.collection()
                    .plan(order(targets, payload), contexts.of(plan.collection().info()))));
  }

  private List<Target> find(Progress progress) {
    progress.step("looking for the instances of " + plan.query().key());
    return plan.choice().apply(PluginCalls.call(plan.target(), this::found));
  }

  private List<Target> found() {
    return plan.target().find(plan.query(), contexts.of(plan.target().info()));
  }

  private void requireAnyone(List<Target> targets) {
    if (targets.stream().noneMatch(Target::collectable)) {
      throw new CommandFailure(
          "%s found nobody to ask by \"%s\""
              .formatted(plan.target().info().slug(), plan.query().key()));
    }
  }

  private Payload payload(PluginContexts given) {
    PayloadPlugin.Order order =
        new PayloadPlugin.Order(plan.pack(), plan.runId(), plan.incidentId());
    return PluginCalls.call(
        plan.payload(), () -> plan.payload().make(order, given.of(plan.payload().info())));
  }

  private List<InstanceResult> run(List<Target> targets, Payload payload, Progress progress) {
    long asked = targets.stream().filter(Target::collectable).count();
    progress.step("asking %d instances".formatted(asked));
    try (StopAtExit stop = StopAtExit.open()) {
      PluginContext context = contexts.stoppedBy(stop).of(plan.collection().info());
      List<InstanceResult> results =
          CollectedAnswers.oneEach(
              targets,
              plan.collection().info().slug(),
              PluginCalls.call(
                  plan.collection(),
                  () ->
                      plan.collection().collect(order(targets, payload), told(progress), context)));
      progress.idle();
      view.results(results);
      if (stop.asked()) {
        view.stopped(results, plan.runId());
        throw new CommandFailure("stopped");
      }
      return results;
    }
  }

  private CollectionPlugin.Order order(List<Target> targets, Payload payload) {
    return new CollectionPlugin.Order(
        plan.runId(),
        plan.incidentId(),
        targets,
        payload,
        plan.patience(),
        () -> plan.choice().apply(found()));
  }

  private static CollectionPlugin.Listener told(Progress progress) {
    return new CollectionPlugin.Listener() {
      @Override
      public void done(InstanceResult result) {
        // The table at the end says it all.
      }

      @Override
      public void progress(int done, int asked) {
        progress.detail("asking: %d of %d instances have a result".formatted(done, asked));
      }
    };
  }
}
