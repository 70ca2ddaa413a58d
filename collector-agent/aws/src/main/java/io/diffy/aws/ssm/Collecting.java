package io.diffy.aws.ssm;

import io.diffy.plugin.CollectionPlugin.Listener;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Outcome;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One run, step by step. */
final class Collecting {
  private final Session session;
  private final Listener listener;

  Collecting(Session session, Listener listener) {
    this.session = session;
    this.listener = listener;
  }

  List<InstanceResult> collect(RunFile file) {
    RunLog log = RunLog.found(file).map(this::resumed).orElseGet(() -> begun(file));
    Results results = new Results(log.run().members(), listener);
    results.notAsked();
    results.progress();
    Sender sender = new Sender(session, log);
    sender.send();
    notSent(log.run(), sender.unsent(), results);
    Run run = log.run();
    new Watcher(session, run, new OutputReader(session, run, results), results).watch();
    Set<String> gone = session.isStopped() ? Set.of() : changes(results);
    List<InstanceResult> all = results.finish(gone);
    results.progress();
    return all;
  }

  private RunLog resumed(RunLog log) {
    Run run = log.run();
    session.note(
        "run "
            + run.id()
            + " was begun at "
            + run.begun()
            + "; "
            + run.batches(Batch.State.SENT).size()
            + " of its commands are sent, it is finished");
    return log;
  }

  private RunLog begun(RunFile file) {
    List<Member> members = new Roster(session).members();
    SsmSettings settings = session.settings();
    return RunLog.begun(
        file,
        Run.planned(
            session.order().runId(),
            session.now(),
            OutputPlace.of(settings.bucket(), settings.prefix(), session.order().runId()),
            settings.patience(session.order().patience()),
            members));
  }

  private void notSent(Run run, Map<Integer, Trouble> unsent, Results results) {
    if (!unsent.isEmpty() && run.batches(Batch.State.SENT).isEmpty()) {
      throw new PluginFailure("no command was sent: " + unsent.values().iterator().next().advice());
    }
    for (Batch batch : run.batches()) {
      if (batch.state() == Batch.State.REFUSED) {
        batch
            .ids()
            .forEach(id -> results.without(id, batch.refusal().orElseThrow(), batch.reason()));
      } else if (unsent.containsKey(batch.number())) {
        Trouble trouble = unsent.get(batch.number());
        Outcome outcome = trouble.isDenied() ? Outcome.ACCESS_DENIED : Outcome.UNDELIVERABLE;
        String why = "the command was not sent: " + trouble.advice();
        batch.ids().forEach(id -> results.without(id, outcome, why));
      } else if (batch.isOpen()) {
        String why =
            batch.state() == Batch.State.TRIED
                ? "the run was stopped while the command was being sent"
                : "the run was stopped before the command was sent";
        batch.ids().forEach(id -> results.without(id, Outcome.CANCELLED, why));
      }
    }
  }

  /** Names who left and who came since the targets were found; returns who left. */
  private Set<String> changes(Results results) {
    Map<String, Target> now = new TreeMap<>();
    try {
      session.order().again().targets().forEach(t -> now.put(t.instance().instanceId(), t));
    } catch (RuntimeException e) {
      // The caller's own failure, whatever it is: the answers that are here must not be lost by it.
      session.note(
          "who left or joined during the run is not known: " + Printable.of(e.getMessage()));
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
                        target, Outcome.SKIPPED, "joined the group during the run")));
    return gone;
  }
}
