package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sees whether no instance of a place may be sent to, say because the tag is on none. AWS names one
 * of them with each refusal, so to learn it of all would cost a call for each. After a few
 * refusals, single ones of each batch are tried; when all of those are refused too, and nothing was
 * ever taken, the rest is not tried.
 */
final class DeniedPlaces {
  private static final String TAG =
      "the shipped policy asks for the tag osq-collect=true on each instance; see docs/aws.md";

  /** Refusals until single ones are tried. */
  private static final int FEW = 3;

  /** Refusals that are enough, where one of the batch is among them. */
  private static final int ENOUGH = 10;

  private final RunContext context;
  private final RunJournal journal;
  private final Set<Integer> samples = new TreeSet<>();
  private final Set<Integer> rests = new TreeSet<>();

  DeniedPlaces(RunContext context, RunJournal journal) {
    this.context = context;
    this.journal = journal;
  }

  /** Which batch is next: what is learnt from a sample saves calls for others. */
  Comparator<CommandBatch> order() {
    return Comparator.comparing((CommandBatch batch) -> !samples.contains(batch.number()))
        .thenComparing(CommandBatch::number);
  }

  /** What stands behind a refusal. */
  String hint(SsmFailure failure) {
    return failure.isDenied() ? "; " + TAG : "";
  }

  /** Whether the batch is not to be sent as it is: it was divided, or refused. */
  boolean decides(CommandBatch batch) {
    int denied = denied(batch.place());
    if (batch.state() != CommandBatch.State.PLANNED
        || denied < FEW
        || samples.contains(batch.number())
        || batch.ids().size() == 1
        || isTaken(batch.place())) {
      return false;
    }
    if (!rests.contains(batch.number())) {
      sample(batch, Math.max(1, Math.min(ENOUGH - denied, batch.ids().size() - 1)));
      return true;
    }
    if (denied >= ENOUGH) {
      String why =
          "not tried: %d others in %s were refused, and none was taken; %s"
              .formatted(denied, batch.place(), TAG);
      context.note("%d instances were %s".formatted(batch.ids().size(), why));
      journal.put(batch.refused(InstanceOutcome.ACCESS_DENIED, why, context.now()));
    }
    return denied >= ENOUGH;
  }

  /** Takes single ones out of all parts of the batch. */
  private void sample(CommandBatch batch, int singles) {
    List<String> rest = new ArrayList<>(batch.ids());
    List<List<String>> pieces = new ArrayList<>();
    for (int i = singles; i > 0; i--) {
      pieces.add(List.of(rest.remove((i * rest.size() - 1) / (singles + 1))));
    }
    pieces.add(rest);
    int first = journal.run().batches().size() + 1;
    journal.split(batch, pieces, context.now());
    for (int i = 0; i < singles; i++) {
      samples.add(first + i);
    }
    rests.add(first + singles);
  }

  private int denied(AccountRegion place) {
    return journal.run().batches(CommandBatch.State.REFUSED).stream()
        .filter(batch -> batch.place().equals(place))
        .filter(batch -> batch.refusal().equals(Optional.of(InstanceOutcome.ACCESS_DENIED)))
        .mapToInt(batch -> batch.ids().size())
        .sum();
  }

  private boolean isTaken(AccountRegion place) {
    return journal.run().batches(CommandBatch.State.SENT).stream()
        .anyMatch(batch -> batch.place().equals(place));
  }
}
