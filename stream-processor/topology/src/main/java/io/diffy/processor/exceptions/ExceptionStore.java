package io.diffy.processor.exceptions;

import io.diffy.processor.store.StoreName;
import io.diffy.processor.store.Table;
import io.diffy.processor.trust.SignatureCheck;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.trust.TrustPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The exceptions of this task's groups, and its copy of those that hold everywhere. The store keeps
 * them as they were written; an entry leaves with a tombstone.
 */
public final class ExceptionStore {
  public static final StoreName EXCEPTIONS = StoreName.decisions("exceptions");

  /** In the place of the group, which is never empty. */
  private static final String EVERYWHERE = "";

  private final Table<byte[]> exceptions;
  private final Codec<ExceptionRule> codec;
  private final SignatureCheck<ExceptionRule> signatures;

  public ExceptionStore(
      KeyValueStore<String, byte[]> exceptions, Codec<ExceptionRule> codec, TrustPolicy trust) {
    this.exceptions = Table.ofBytes(exceptions);
    this.codec = codec;
    this.signatures = new SignatureCheck<>(trust, codec);
  }

  /** Where an exception stands in the store. */
  public static String key(ExceptionRule rule) {
    return StateKeys.of(rule.scope() == Scope.EVERYWHERE ? EVERYWHERE : rule.group(), rule.id());
  }

  /** What is accepted in the group at the time of an evaluation. */
  public ExceptionsInForce of(GroupKey group, Instant at) {
    List<ExceptionRule> rules = new ArrayList<>();
    addAll(group.toString(), rules);
    addAll(EVERYWHERE, rules);
    return ExceptionsInForce.inForce(group, at, rules);
  }

  private void addAll(String place, List<ExceptionRule> rules) {
    exceptions.forEach(
        (id, stored) -> {
          ExceptionRule rule = codec.decodeChecked(stored, "an exception");
          if (signatures.admits(StateKeys.of(place, id), stored, rule)) {
            rules.add(rule);
          }
        },
        place);
  }
}
