package io.diffy.processor.exceptions;

import io.diffy.processor.trust.SignatureCheck;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.trust.TrustPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The exceptions of this task's groups, and its copy of those that hold everywhere. The store keeps
 * them as they were written; an entry leaves with a tombstone.
 */
public final class ExceptionStore {
  /** The store's name. */
  public static final String EXCEPTIONS = "exceptions";

  /** In the place of the group, which is never empty. */
  private static final String EVERYWHERE = "";

  private final ReadOnlyKeyValueStore<String, byte[]> exceptions;
  private final Codec<ExceptionRule> codec;
  private final SignatureCheck<ExceptionRule> admission;

  public ExceptionStore(
      ReadOnlyKeyValueStore<String, byte[]> exceptions,
      Codec<ExceptionRule> codec,
      TrustPolicy trust) {
    this.exceptions = exceptions;
    this.codec = codec;
    this.admission = new SignatureCheck<>(trust, codec);
  }

  /** Where an exception stands in the store. */
  public static String key(ExceptionRule rule) {
    return StateKeys.of(rule.scope() == Scope.EVERYWHERE ? EVERYWHERE : rule.group(), rule.id());
  }

  /** What is accepted in the group at the time of an evaluation. */
  public ExceptionsInForce of(GroupKey group, Instant at) {
    List<ExceptionRule> rules = new ArrayList<>();
    addAll(StateKeys.prefix(group), rules);
    addAll(StateKeys.prefix(EVERYWHERE), rules);
    return ExceptionsInForce.inForce(group, at, rules);
  }

  private void addAll(String prefix, List<ExceptionRule> rules) {
    try (KeyValueIterator<String, byte[]> all =
        exceptions.prefixScan(prefix, Serdes.String().serializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        ExceptionRule rule = codec.decode(entry.value);
        if (admission.admits(entry.key, entry.value, rule)) {
          rules.add(rule);
        }
      }
    } catch (MalformedRecord e) {
      throw new IllegalStateException("an exception that was checked can't be read again", e);
    }
  }
}
