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
record SsmRunner(RunContext context, Listener listener) {

  List<InstanceResult> collect(RunJournal journal) {
    if (journal.isBegun()) {
      resume(journal.run());
    } else {
      begin(journal);
    }
    RunResults results = new RunResults(journal.run().members(), listener);
    results.notAsked();
    results.progress();
    CommandSender sender = new CommandSender(context, journal);
    sender.send();
    notSent(journal.run(), sender.unsent(), results);
    SsmRun run = journal.run();
    new CommandWatcher(context, run, new OutputReader(context, run, results), results).watch();
    Set<String> gone = context.isStopped() ? Set.of() : changes(results);
    List<InstanceResult> all = results.finish(gone);
    results.progress();
    return all;
  }

  private void resume(SsmRun run) {
    context.note(
        "run %s was begun at %s; %d of its commands are sent, it is finished"
            .formatted(run.id(), run.begun(), run.batches(CommandBatch.State.SENT).size()));
    checkBucket(run);
  }

  private void begin(RunJournal journal) {
    List<Member> members = new TargetEligibility(context).members();
    String id = context.order().runId();
    SsmRun run =
        SsmRun.planned(
            id,
            context.now(),
            context.settings().output(id),
            context.settings().patience(context.order().patience()),
            members);
    checkBucket(run);
    journal.write(run);
  }

  /** What nobody could read is not asked for. */
  private void checkBucket(SsmRun run) {
    if (!run.output().isInline() && run.batches().stream().anyMatch(CommandBatch::isOpen)) {
      context.bucket().get().check(run.output().above(), context.settings().checkReading());
    }
  }

  private void notSent(SsmRun run, Map<Integer, CommandSender.Unsent> unsent, RunResults results) {
    if (!unsent.isEmpty() && run.batches(CommandBatch.State.SENT).isEmpty()) {
      boolean perhaps = unsent.values().stream().anyMatch(CommandSender.Unsent::perhaps);
      String failed = unsent.values().iterator().next().failure().advice();
      throw new PluginFailure(
          perhaps
              ? "no answer came to a command, which may have been sent: %s. The same run id (%s) looks for it"
                  .formatted(failed, run.id())
              : "no command was sent: " + failed);
    }
    for (CommandBatch batch : run.batches()) {
      if (batch.state() == CommandBatch.State.REFUSED) {
        results.without(batch, batch.refusal().orElseThrow(), batch.reason());
      } else if (unsent.containsKey(batch.number())) {
        CommandSender.Unsent one = unsent.get(batch.number());
        results.without(batch, one.outcome(), one.told("the command"));
      } else if (batch.isOpen()) {
        String why =
            batch.state() == CommandBatch.State.TRIED
                ? "the run was stopped while the command was being sent, and it may have been"
                : "the run was stopped before the command was sent";
        results.without(batch, InstanceOutcome.CANCELLED, why);
      }
    }
  }

  /** Names who left and who came since the targets were found; returns who left. */
  private Set<String> changes(RunResults results) {
    Map<String, Target> now = new TreeMap<>();
    try {
      context.order().again().targets().forEach(t -> now.put(t.instance().instanceId(), t));
    } catch (RuntimeException e) {
      // The caller's own failure, whatever it is: the answers that are here must not be lost by it.
      context.note(
          "who left or joined during the run is not known: " + MaskedText.of(e.getMessage()));
      return Set.of();
    }
    Set<String> gone = new TreeSet<>(results.ids());
    gone.removeAll(now.keySet());
    now.keySet().removeAll(results.ids());
    if (!gone.isEmpty()) {
      context.note("left the group during the run: " + String.join(", ", gone));
    }
    if (!now.isEmpty()) {
      context.note("joined the group during the run: " + String.join(", ", now.keySet()));
    }
    for (Target target : now.values()) {
      results.add(
          InstanceResult.without(
              target, InstanceOutcome.SKIPPED, "joined the group during the run"));
    }
    return gone;
  }
}
