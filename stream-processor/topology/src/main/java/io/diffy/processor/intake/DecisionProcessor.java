package io.diffy.processor.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.processor.intake.DecisionAudit.Outcome;
import io.diffy.processor.step.StepName;
import io.diffy.processor.step.StepName.Output;
import io.diffy.processor.step.StepSupplier;
import io.diffy.processor.store.StoreName;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.AuditEntry.Cause;
import io.diffy.schemas.AuditEntry.Content;
import io.diffy.schemas.Decision;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.trust.TrustPolicy;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the decision in force under each key of a compacted topic in a store that other steps read,
 * and writes to the audit trail what became of every record. A null value removes the entry, as
 * compaction would, unless signatures are asked for; the store key is found again through {@code
 * <store>-keys}, because a tombstone says nothing but its own key.
 */
public final class DecisionProcessor<T extends Decision<T>> {
  private final ProcessorContext<?, ?> context;
  private final Kind<T> kind;
  private final DecisionAudit<T> decisions;
  private final KeyValueStore<String, byte[]> records;
  private final KeyValueStore<String, byte[]> keys;
  private final ContractGate<T> gate;
  private final Output<String, AuditEntry> audit;

  /**
   * A kind of decisions, and where it is kept.
   *
   * @param topic the decisions come from
   * @param store that other steps read
   * @param storeKey where a decision stands in it
   */
  public record Kind<T>(Topic<T> topic, StoreName store, Function<T, String> storeKey) {}

  private DecisionProcessor(
      ProcessorContext<?, ?> context,
      Kind<T> kind,
      StoreName keys,
      TrustPolicy trust,
      Output<byte[], byte[]> deadLetters,
      Output<String, AuditEntry> audit) {
    this.context = context;
    this.kind = kind;
    this.decisions = new DecisionAudit<>(trust, kind.topic().codec());
    this.records = kind.store().of(context);
    this.keys = keys.of(context);
    this.gate = new ContractGate<>(context, kind.store().name(), kind.topic().codec(), deadLetters);
    this.audit = audit;
  }

  /**
   * The step for one topic.
   *
   * @param trust whose signatures are asked for
   * @param deadLetters the sink for what is malformed or refused
   * @param audit the sink of the audit trail
   */
  public static <T extends Decision<T>> StepSupplier<byte[], byte[]> step(
      Kind<T> kind,
      TrustPolicy trust,
      StepName<byte[], byte[]> deadLetters,
      StepName<String, AuditEntry> audit) {
    StoreName keys = kind.store().beside("-keys");
    return new StepSupplier<>(
        context ->
            new DecisionProcessor<>(
                    context, kind, keys, trust, deadLetters.from(context), audit.from(context))
                ::read,
        kind.store(),
        keys);
  }

  private void read(Record<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    if (record.value() == null && !key.isEmpty()) {
      remove(key, record.timestamp());
    } else {
      gate.accept(record).ifPresent(decision -> decide(key, decision, record));
    }
  }

  private void decide(String key, T decision, Record<byte[], byte[]> record) {
    String where = kind.storeKey().apply(decision);
    Outcome outcome =
        decisions.of(
            decision,
            Records.isProposal(record.key()),
            decisions.inForce(where, records.get(where)));
    if (outcome.keep()) {
      records.put(where, record.value());
      keys.put(key, where.getBytes(UTF_8));
    } else if (outcome.action().equals(Optional.of(Action.REFUSED))) {
      gate.refuse(record, outcome.reason());
    }
    write(decision, decision.madeBy(), decision.ground(), outcome, record.timestamp());
  }

  private void remove(String key, long timestamp) {
    byte[] found = keys.get(key);
    if (found == null) {
      return;
    }
    String where = new String(found, UTF_8);
    Optional<T> before = decisions.inForce(where, records.get(where));
    Optional<Outcome> outcome = before.map(decisions::erased);
    outcome.ifPresent(erased -> write(before.get(), "", "", erased, timestamp));
    if (outcome.isEmpty() || !outcome.get().keep()) {
      keys.delete(key);
      records.delete(where);
    }
  }

  private void write(T decision, String by, String ground, Outcome outcome, long timestamp) {
    if (outcome.action().isEmpty()) {
      return;
    }
    RecordMetadata origin = context.recordMetadata().orElseThrow();
    AuditEntry entry =
        new AuditEntry(
            outcome.action().get(),
            decision.subject(),
            new Content(outcome.sha256(), by, ground),
            outcome.keys(),
            outcome.reason(),
            new Cause(
                origin.topic(),
                origin.partition(),
                origin.offset(),
                Instant.ofEpochMilli(timestamp)),
            outcome.previous());
    audit.forward(entry.subject().group().toString(), entry, timestamp);
  }
}
