package io.diffy.processor.snapshot;

import io.diffy.processor.config.Timing;
import io.diffy.processor.metrics.Counter;
import io.diffy.processor.step.IntakeEvent;
import io.diffy.processor.step.SnapshotEvent;
import io.diffy.processor.step.StepName;
import io.diffy.processor.step.StepName.Output;
import io.diffy.processor.step.StepSupplier;
import io.diffy.rules.snapshot.PartialSnapshotId;
import io.diffy.rules.snapshot.SnapshotRule;
import io.diffy.rules.state.PartialSnapshots;
import io.diffy.rules.state.PartialSnapshots.OpenSnapshot;
import io.diffy.schemas.Control;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Holds the parts of split answers until they are whole. Each answer goes on once: when its last
 * part came, with that part's time; or as truncated when it is due, with the time it was due. So
 * what goes on depends on the records and their times alone, not on when a thread looks. Control
 * records pass through, because they too say how late it is.
 */
public final class AssembleSnapshots {
  private final PartStore store;
  private final Output<String, SnapshotEvent> next;
  private final PartialSnapshotId names = new PartialSnapshotId();
  private final Counter incomplete;
  private final Counter crowdedOut;
  private final Counter repeated;

  private AssembleSnapshots(
      ProcessorContext<?, ?> context,
      Codec<Observation> codec,
      Output<String, SnapshotEvent> next) {
    this.next = next;
    store = new PartStore(PartStore.PARTS.of(context), codec);
    incomplete = Counter.of(context, "snapshots-incomplete");
    crowdedOut = Counter.of(context, "snapshots-crowded-out");
    repeated = Counter.of(context, "snapshot-parts-repeated");
  }

  /**
   * The step.
   *
   * @param codec of the parts
   * @param next takes what is whole
   */
  public static StepSupplier<String, IntakeEvent> step(
      Codec<Observation> codec, StepName<String, SnapshotEvent> next) {
    return new StepSupplier<>(
        context -> new AssembleSnapshots(context, codec, next.from(context))::read,
        PartStore.PARTS);
  }

  private void read(Record<String, IntakeEvent> record) {
    Instant now = Instant.ofEpochMilli(record.timestamp());
    giveUpDue(now);
    if (record.value() instanceof IntakeEvent.Part part) {
      assemble(record.key(), part, now);
    } else if (record.value() instanceof SnapshotEvent whole) {
      if (whole instanceof SnapshotEvent.Signal signal && signal.control() instanceof Control.End) {
        giveUpAll(now);
      }
      next.forward(record.key(), whole, record.timestamp());
    }
  }

  private void assemble(String group, IntakeEvent.Part event, Instant now) {
    Observation part = event.observation();
    String whose = PartStore.whose(group, part);
    PartialSnapshots before = store.of(whose);
    long name = names.of(part);
    Optional<OpenSnapshot> known = before.find(name);
    if (before.isDone(name) || known.filter(o -> o.has(part.part().number())).isPresent()) {
      repeated.add();
      return;
    }
    if (part.part().of() > SnapshotRule.MOST_PARTS) {
      incomplete.add();
      store.put(whose, before, before.done(name, now));
      forward(group, SnapshotRule.tooManyParts(part), now);
      return;
    }
    store.putPart(whose, name, part.part().number(), event.bytes());
    OpenSnapshot answer =
        known
            .orElseGet(() -> open(name, part, now))
            .with(part.part().number(), event.bytes().length);
    if (answer.isWhole()) {
      List<Observation> parts = store.parts(whose, answer);
      store.deleteParts(whose, answer);
      store.put(whose, before, before.done(name, now));
      forward(group, SnapshotRule.join(parts), now);
      return;
    }
    store.put(whose, before, before.with(answer));
    makeRoom(whose, now);
  }

  private OpenSnapshot open(long name, Observation part, Instant now) {
    Instant due = now.plus(SnapshotRule.patience(Timing.LIVE.intervalOf(part.intervalSeconds())));
    return new OpenSnapshot(name, due, part.collectedAt(), part.part().of(), 0, 0);
  }

  /** A host that begins answer after answer loses its own oldest, and nobody else's. */
  private void makeRoom(String whose, Instant now) {
    for (Optional<OpenSnapshot> oldest = store.of(whose).tooMuch();
        oldest.isPresent();
        oldest = store.of(whose).tooMuch()) {
      crowdedOut.add();
      giveUp(whose, oldest.get(), now);
    }
  }

  /** Event time has reached {@code now}: gives up and forgets what was due, in order. */
  private void giveUpDue(Instant now) {
    for (Optional<PartStore.Due> due = store.first();
        due.isPresent() && !due.get().at().isAfter(now);
        due = store.first()) {
      settle(due.get(), due.get().at());
    }
  }

  /** Nothing more will come. */
  private void giveUpAll(Instant now) {
    for (Optional<PartStore.Due> due = store.first(); due.isPresent(); due = store.first()) {
      settle(due.get(), now);
    }
  }

  private void settle(PartStore.Due due, Instant at) {
    PartialSnapshots before = store.of(due.whose());
    Optional<OpenSnapshot> late =
        before.open().stream().filter(o -> !o.due().isAfter(due.at())).findFirst();
    if (late.isPresent()) {
      giveUp(due.whose(), late.get(), at);
    } else {
      store.put(
          due.whose(), before, new PartialSnapshots(before.open(), List.of(), before.forgetAt()));
    }
  }

  private void giveUp(String whose, OpenSnapshot answer, Instant at) {
    incomplete.add();
    PartialSnapshots before = store.of(whose);
    Observation first = store.part(whose, answer, answer.numbers().get(0));
    store.deleteParts(whose, answer);
    store.put(whose, before, before.done(answer.name(), at));
    forward(PartStore.group(whose), SnapshotRule.giveUp(first, answer.numbers().size()), at);
  }

  private void forward(String group, Observation whole, Instant at) {
    next.forward(group, new SnapshotEvent.Answer(whole), at.toEpochMilli());
  }
}
