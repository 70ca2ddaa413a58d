package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The run as it is now; every change is on the disk before the next step is taken. */
final class RunJournal {
  private final RunFile file;
  private SsmRun run;

  private RunJournal(RunFile file, SsmRun run) {
    this.file = file;
    this.run = run;
  }

  /** A run that was begun before; empty when there is none. */
  static Optional<RunJournal> found(RunFile file) {
    return file.read().map(run -> new RunJournal(file, run));
  }

  static RunJournal begun(RunFile file, SsmRun run) {
    file.write(run);
    return new RunJournal(file, run);
  }

  SsmRun run() {
    return run;
  }

  void put(CommandBatch batch) {
    change(List.of(batch));
  }

  /** Replaces a batch by smaller ones. One write, so that no instance is lost or in two of them. */
  void split(CommandBatch batch, List<List<String>> pieces, Instant now) {
    change(parts(batch, pieces, now));
  }

  /** Takes instances out of a batch: they are refused, the others are to be sent. */
  void takeOut(
      CommandBatch batch, List<String> refused, InstanceOutcome outcome, String why, Instant now) {
    List<String> others = batch.ids().stream().filter(id -> !refused.contains(id)).toList();
    List<CommandBatch> parts = parts(batch, List.of(others, refused), now);
    parts.set(2, parts.get(2).refused(outcome, why, now));
    change(parts);
  }

  private List<CommandBatch> parts(CommandBatch batch, List<List<String>> pieces, Instant now) {
    List<CommandBatch> parts = new ArrayList<>();
    parts.add(batch.split(now));
    for (List<String> piece : pieces) {
      int number = run.batches().size() + parts.size();
      parts.add(CommandBatch.planned(number, batch.place(), piece, now));
    }
    return parts;
  }

  private void change(List<CommandBatch> changed) {
    SsmRun next = run.with(changed);
    file.write(next);
    run = next;
  }
}
