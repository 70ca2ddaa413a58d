package io.diffy.ondemand;

import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A group asked through plugins: find its instances, say who will be asked, ask them, say who
 * answered. The path in one place is {@link #collect}.
 *
 * @param query the group's key
 * @param choice leaves out of the instances who is not to be asked this time
 * @param pack the queries
 */
record GroupCollection(
    GroupPlugins plugins,
    TargetPlugin.Query query,
    UnaryOperator<List<Target>> choice,
    Pack pack,
    Terms terms,
    Clock clock,
    CollectionView view) {

  /**
   * What is said of the run.
   *
   * @param runId names it; the id of an interrupted one finishes it
   * @param incidentId what it is for; empty when not said
   * @param patience how long an instance may take
   */
  record Terms(String runId, String incidentId, Duration patience) {}

  /** Asks, and says how it went. Throws when nobody could be asked or nobody answered. */
  CapturedAnswers collect(Progress progress) {
    List<Target> targets = find(progress);
    view.coverage(targets);
    String slug = plugins.target().info().slug();
    if (targets.stream().noneMatch(Target::collectable)) {
      throw new CommandFailure("%s found nobody to ask by \"%s\"".formatted(slug, query.key()));
    }
    Payload payload = payload();
    view.run(terms.runId());
    List<InstanceResult> results = run(targets, payload, progress);
    CapturedAnswers answers =
        CollectedAnswers.of(
            results,
            payload.queries(),
            new CollectedAnswers.Run(terms.runId(), slug + " " + query.key(), terms.incidentId()),
            clock.instant());
    if (results.stream().noneMatch(r -> r.outcome() == InstanceOutcome.SUCCESS)) {
      throw new CommandFailure(
          answers.asked() == 0
              ? "none of the %d instances of \"%s\" could be asked"
                  .formatted(results.size(), query.key())
              : "none of the %d instances that were asked answered".formatted(answers.asked()));
    }
    if (!answers.silent().isEmpty()) {
      view.partial();
    }
    return answers;
  }

  /** Says what {@link #collect} would send where; sends nothing. */
  void dryRun(Progress progress) {
    List<Target> targets = find(progress);
    progress.idle();
    view.coverage(targets);
    Payload payload = payload();
    view.plan(
        plugins.payload().info().slug(),
        payload,
        plugins.collection().info().slug(),
        plugins.plan(order(targets, payload)));
  }

  private List<Target> find(Progress progress) {
    progress.step("looking for the instances of " + query.key());
    return found();
  }

  private List<Target> found() {
    return choice.apply(plugins.find(query));
  }

  private Payload payload() {
    return plugins.make(new PayloadPlugin.Order(pack, terms.runId(), terms.incidentId()));
  }

  private List<InstanceResult> run(List<Target> targets, Payload payload, Progress progress) {
    long asked = targets.stream().filter(Target::collectable).count();
    progress.step("asking %d instances".formatted(asked));
    try (StopAtExit stop = StopAtExit.open()) {
      List<InstanceResult> results = plugins.ask(order(targets, payload), shownBy(progress), stop);
      progress.idle();
      view.results(results);
      if (stop.asked()) {
        view.stopped(results, terms.runId());
        throw new CommandFailure("stopped");
      }
      return results;
    }
  }

  private CollectionPlugin.Order order(List<Target> targets, Payload payload) {
    return new CollectionPlugin.Order(
        terms.runId(), terms.incidentId(), targets, payload, terms.patience(), this::found);
  }

  private static CollectionPlugin.Listener shownBy(Progress progress) {
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
