package io.diffy.processor.intake;

import io.diffy.processor.intake.DecisionAudit.Outcome;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.AuditEntry.Cause;
import io.diffy.schemas.AuditEntry.Content;
import io.diffy.schemas.Decision;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
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
public final class DecisionProcessor<T extends Decision<T>>
    implements Processor<byte[], byte[], Object, Object> {
  private final Topic<T> topic;
  private final Function<T, String> storeKey;
  private final String store;
  private final String deadLetters;
  private final String audit;
  private final DecisionAudit<T> decisions;
  private ProcessorContext<Object, Object> context;
  private KeyValueStore<String, byte[]> records;
  private KeyValueStore<String, byte[]> keys;
  private ContractGate<T> intake;

  /**
   * The step for one topic.
   *
   * @param trust whose signatures are asked for
   * @param storeKey where the value stands in the store
   * @param store name of the store
   * @param deadLetters name of the sink for what is malformed or refused
   * @param audit name of the sink of the audit trail
   */
  public DecisionProcessor(
      Topic<T> topic,
      TrustPolicy trust,
      Function<T, String> storeKey,
      String store,
      String deadLetters,
      String audit) {
    this.topic = topic;
    this.storeKey = storeKey;
    this.store = store;
    this.deadLetters = deadLetters;
    this.audit = audit;
    this.decisions = new DecisionAudit<>(trust, topic.codec());
  }

  /** Name of the store that leads from topic keys to store keys. */
  public static String keysOf(String store) {
    return store + "-keys";
  }

  @Override
  public void init(ProcessorContext<Object, Object> given) {
    context = given;
    records = context.getStateStore(store);
    keys = context.getStateStore(keysOf(store));
    intake = new ContractGate<>(context, store, topic.codec(), deadLetters);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null && !key.isEmpty()) {
      remove(key, record.timestamp());
    } else {
      intake.accept(record).ifPresent(decision -> decide(key, decision, record));
    }
  }

  private void decide(String key, T decision, Record<byte[], byte[]> record) {
    String where = storeKey.apply(decision);
    Outcome outcome =
        decisions.of(
            decision,
            Records.isProposal(record.key()),
            decisions.inForce(where, records.get(where)));
    if (outcome.keep()) {
      records.put(where, record.value());
      keys.put(key, where.getBytes(StandardCharsets.UTF_8));
    } else if (outcome.action().equals(Optional.of(Action.REFUSED))) {
      intake.refuse(record, outcome.reason());
    }
    write(decision, decision.madeBy(), decision.ground(), outcome, record.timestamp());
  }

  private void remove(String key, long timestamp) {
    byte[] found = keys.get(key);
    if (found == null) {
      return;
    }
    String where = new String(found, StandardCharsets.UTF_8);
    Optional<Outcome> outcome =
        decisions
            .inForce(where, records.get(where))
            .map(
                before -> {
                  Outcome erased = decisions.erased(before);
                  write(before, "", "", erased, timestamp);
                  return erased;
                });
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
    context.forward(
        new Record<Object, Object>(entry.subject().group().toString(), entry, timestamp), audit);
  }
}
