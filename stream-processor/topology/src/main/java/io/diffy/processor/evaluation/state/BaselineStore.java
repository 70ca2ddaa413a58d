package io.diffy.processor.evaluation.state;

import io.diffy.processor.trust.SignatureCheck;
import io.diffy.rules.evaluation.CanonicalBaseline;
import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.CanonicalAnswer.Line;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.trust.TrustPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The baselines of a group and query, canonicalised with the rules of today. The store {@code
 * baselines} keeps them as they were written; the items are made again after a restart.
 */
public final class BaselineStore {
  public static final String BASELINES = "baselines";

  private final ReadOnlyKeyValueStore<String, byte[]> baselines;
  private final Codec<Baseline> codec;
  private final SignatureCheck<Baseline> admission;
  private final Map<String, CanonicalBaseline> made = new HashMap<>();
  private final Map<String, byte[]> madeOf = new HashMap<>();

  public BaselineStore(
      ReadOnlyKeyValueStore<String, byte[]> baselines, Codec<Baseline> codec, TrustPolicy trust) {
    this.baselines = baselines;
    this.codec = codec;
    this.admission = new SignatureCheck<>(trust, codec);
  }

  public List<CanonicalBaseline> of(GroupKey group, String query, QueryRules rules) {
    List<CanonicalBaseline> shelved = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all =
        baselines.prefixScan(StateKeys.prefix(group, query), Serdes.String().serializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        Baseline baseline = decode(entry);
        if (!baseline.withdrawn() && admission.admits(entry.key, entry.value, baseline)) {
          shelved.add(shelved(entry, baseline, rules));
        }
      }
    }
    return shelved;
  }

  private CanonicalBaseline shelved(
      KeyValue<String, byte[]> entry, Baseline baseline, QueryRules rules) {
    CanonicalBaseline known = made.get(entry.key);
    if (known != null && Arrays.equals(madeOf.get(entry.key), entry.value)) {
      return known;
    }
    Map<Long, Line> lines = new TreeMap<>();
    for (Observation answer : baseline.answers()) {
      CanonicalAnswer.of(rules, answer).lines().forEach(lines::putIfAbsent);
    }
    long[] items = lines.keySet().stream().mapToLong(Long::longValue).toArray();
    BaselineItems reference =
        new BaselineItems(baseline.cohort(), baseline.version(), baseline.takenAt(), items);
    CanonicalBaseline fresh = new CanonicalBaseline(reference, lines);
    made.put(entry.key, fresh);
    madeOf.put(entry.key, entry.value);
    return fresh;
  }

  private Baseline decode(KeyValue<String, byte[]> entry) {
    try {
      return codec.decode(entry.value);
    } catch (MalformedRecord e) {
      throw new IllegalStateException("a baseline that was checked can't be read again", e);
    }
  }
}
