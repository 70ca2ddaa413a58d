package io.diffy.processor.snapshot;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.metrics.Counter;
import io.diffy.rules.snapshot.PartialSnapshotId;
import io.diffy.rules.snapshot.SnapshotRule;
import io.diffy.rules.state.PartialSnapshots;
import io.diffy.rules.state.PartialSnapshots.Open;
import io.diffy.schemas.Control;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Holds the parts of split answers until they are whole. Each answer goes on once: when its last
 * part came, with that part's time; or as truncated when it is due, with the time it was due. So
 * what goes on depends on the records and their times alone, not on when a thread looks. Control
 * records pass through, because they too say how late it is.
 */
public final class AssembleSnapshots implements Processor<String, Object, String, Object> {
  public static final String PARTS = "snapshot-parts";

  private final DiffyConfig config;
  private ProcessorContext<String, Object> context;
  private PartStore shelf;
  private PartialSnapshotId names;
  private Counter incomplete;
  private Counter crowdedOut;
  private Counter repeated;

  public AssembleSnapshots(DiffyConfig config) {
    this.config = config;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    shelf = new PartStore(context.getStateStore(PARTS), config.topics().observations().codec());
    names = new PartialSnapshotId();
    incomplete = Counter.of(context, "snapshots-incomplete");
    crowdedOut = Counter.of(context, "snapshots-crowded-out");
    repeated = Counter.of(context, "snapshot-parts-repeated");
  }

  @Override
  public void process(Record<String, Object> record) {
    Instant now = Instant.ofEpochMilli(record.timestamp());
    giveUpDue(now);
    if (record.value() instanceof Observation part && !part.part().isWhole()) {
      assemble(record.key(), part, now);
      return;
    }
    if (record.value() instanceof Control.End) {
      giveUpAll(now);
    }
    context.forward(record);
  }

  private void assemble(String group, Observation part, Instant now) {
    String whose = PartStore.whose(group, part);
    PartialSnapshots before = shelf.of(whose);
    long name = names.of(part);
    Optional<Open> known = before.find(name);
    if (before.isDone(name) || known.filter(o -> o.has(part.part().number())).isPresent()) {
      repeated.add();
      return;
    }
    if (part.part().of() > SnapshotRule.MOST_PARTS) {
      incomplete.add();
      shelf.put(whose, before, before.done(name, now));
      forward(group, SnapshotRule.tooManyParts(part), now);
      return;
    }
    Open answer =
        known
            .orElseGet(() -> open(name, part, now))
            .with(part.part().number(), shelf.putPart(whose, name, part));
    if (answer.isWhole()) {
      List<Observation> parts = shelf.parts(whose, answer);
      shelf.deleteParts(whose, answer);
      shelf.put(whose, before, before.done(name, now));
      forward(group, SnapshotRule.join(parts), now);
      return;
    }
    shelf.put(whose, before, before.with(answer));
    makeRoom(whose, now);
  }

  private Open open(long name, Observation part, Instant now) {
    Instant due = now.plus(SnapshotRule.patience(config.intervalOf(part.intervalSeconds())));
    return new Open(name, due, part.collectedAt(), part.part().of(), 0, 0);
  }

  /** A host that begins answer after answer loses its own oldest, and nobody else's. */
  private void makeRoom(String whose, Instant now) {
    for (Optional<Open> oldest = shelf.of(whose).tooMuch();
        oldest.isPresent();
        oldest = shelf.of(whose).tooMuch()) {
      crowdedOut.add();
      giveUp(whose, oldest.get(), now);
    }
  }

  /** Event time has reached {@code now}: gives up and forgets what was due, in order. */
  private void giveUpDue(Instant now) {
    for (Optional<PartStore.Due> due = shelf.first();
        due.isPresent() && !due.get().at().isAfter(now);
        due = shelf.first()) {
      settle(due.get(), due.get().at());
    }
  }

  /** Nothing more will come. */
  private void giveUpAll(Instant now) {
    for (Optional<PartStore.Due> due = shelf.first(); due.isPresent(); due = shelf.first()) {
      settle(due.get(), now);
    }
  }

  private void settle(PartStore.Due due, Instant at) {
    PartialSnapshots before = shelf.of(due.whose());
    Optional<Open> late =
        before.open().stream().filter(o -> !o.due().isAfter(due.at())).findFirst();
    if (late.isPresent()) {
      giveUp(due.whose(), late.get(), at);
    } else {
      shelf.put(
          due.whose(), before, new PartialSnapshots(before.open(), List.of(), before.forgetAt()));
    }
  }

  private void giveUp(String whose, Open answer, Instant at) {
    incomplete.add();
    PartialSnapshots before = shelf.of(whose);
    Observation first = shelf.part(whose, answer, answer.numbers().get(0));
    shelf.deleteParts(whose, answer);
    shelf.put(whose, before, before.done(answer.name(), at));
    forward(PartStore.group(whose), SnapshotRule.giveUp(first, answer.numbers().size()), at);
  }

  private void forward(String group, Observation whole, Instant at) {
    context.forward(new Record<>(group, whole, at.toEpochMilli()));
  }
}
