package io.diffy.aws.ssm;

import io.diffy.plugin.CollectionPlugin.Listener;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One run, step by step. */
final class SsmRunner {
  private final RunContext session;
  private final Listener listener;

  SsmRunner(RunContext session, Listener listener) {
    this.session = session;
    this.listener = listener;
  }

  List<InstanceResult> collect(RunFile file) {
    RunLog log = RunLog.found(file).map(this::resumed).orElseGet(() -> begun(file));
    RunResults results = new RunResults(log.run().members(), listener);
    results.notAsked();
    results.progress();
    CommandSender sender = new CommandSender(session, log);
    sender.send();
    notSent(log.run(), sender.unsent(), results);
    SsmRun run = log.run();
    new CommandWatcher(session, run, new OutputReader(session, run, results), results).watch();
    Set<String> gone = session.isStopped() ? Set.of() : changes(results);
    List<InstanceResult> all = results.finish(gone);
    results.progress();
    return all;
  }

  private RunLog resumed(RunLog log) {
    SsmRun run = log.run();
    session.note(
        "run "
            + run.id()
            + " was begun at "
            + run.begun()
            + "; "
            + run.batches(CommandBatch.State.SENT).size()
            + " of its commands are sent, it is finished");
    return log;
  }

  private RunLog begun(RunFile file) {
    List<Member> members = new TargetEligibility(session).members();
    SsmSettings settings = session.settings();
    return RunLog.begun(
        file,
        SsmRun.planned(
            session.order().runId(),
            session.now(),
            OutputLocation.of(settings.bucket(), settings.prefix(), session.order().runId()),
            settings.patience(session.order().patience()),
            members));
  }

  private void notSent(SsmRun run, Map<Integer, SsmFailure> unsent, RunResults results) {
    if (!unsent.isEmpty() && run.batches(CommandBatch.State.SENT).isEmpty()) {
      throw new PluginFailure("no command was sent: " + unsent.values().iterator().next().advice());
    }
    for (CommandBatch batch : run.batches()) {
      if (batch.state() == CommandBatch.State.REFUSED) {
        batch
            .ids()
            .forEach(id -> results.without(id, batch.refusal().orElseThrow(), batch.reason()));
      } else if (unsent.containsKey(batch.number())) {
        SsmFailure trouble = unsent.get(batch.number());
        InstanceOutcome outcome =
            trouble.isDenied() ? InstanceOutcome.ACCESS_DENIED : InstanceOutcome.UNDELIVERABLE;
        String why = "the command was not sent: " + trouble.advice();
        batch.ids().forEach(id -> results.without(id, outcome, why));
      } else if (batch.isOpen()) {
        String why =
            batch.state() == CommandBatch.State.TRIED
                ? "the run was stopped while the command was being sent"
                : "the run was stopped before the command was sent";
        batch.ids().forEach(id -> results.without(id, InstanceOutcome.CANCELLED, why));
      }
    }
  }

  /** Names who left and who came since the targets were found; returns who left. */
  private Set<String> changes(RunResults results) {
    Map<String, Target> now = new TreeMap<>();
    try {
      session.order().again().targets().forEach(t -> now.put(t.instance().instanceId(), t));
    } catch (RuntimeException e) {
      // The caller's own failure, whatever it is: the answers that are here must not be lost by it.
      session.note(
          "who left or joined during the run is not known: " + MaskedText.of(e.getMessage()));
      return Set.of();
    }
    Set<String> gone = new TreeSet<>(results.ids());
    gone.removeAll(now.keySet());
    now.keySet().removeAll(results.ids());
    if (!gone.isEmpty()) {
      session.note("left the group during the run: " + String.join(", ", gone));
    }
    if (!now.isEmpty()) {
      session.note("joined the group during the run: " + String.join(", ", now.keySet()));
    }
    now.values()
        .forEach(
            target ->
                results.add(
                    InstanceResult.without(
                        target, InstanceOutcome.SKIPPED, "joined the group during the run")));
    return gone;
  }
}
