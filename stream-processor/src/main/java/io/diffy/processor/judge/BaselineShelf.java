package io.diffy.processor.judge;

import io.diffy.processor.rules.CanonicalAnswer;
import io.diffy.processor.rules.CanonicalAnswer.Line;
import io.diffy.processor.rules.QueryRules;
import io.diffy.processor.rules.Reference;
import io.diffy.processor.store.Admission;
import io.diffy.processor.store.Keys;
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
final class BaselineShelf {
  static final String BASELINES = "baselines";

  private final ReadOnlyKeyValueStore<String, byte[]> baselines;
  private final Codec<Baseline> codec;
  private final Admission<Baseline> admission;
  private final Map<String, Shelved> made = new HashMap<>();
  private final Map<String, byte[]> madeOf = new HashMap<>();

  /** A baseline and the rows behind its items. */
  record Shelved(Reference reference, Map<Long, Line> lines) {}

  BaselineShelf(
      ReadOnlyKeyValueStore<String, byte[]> baselines, Codec<Baseline> codec, TrustPolicy trust) {
    this.baselines = baselines;
    this.codec = codec;
    this.admission = new Admission<>(trust, codec);
  }

  List<Shelved> of(GroupKey group, String query, QueryRules rules) {
    List<Shelved> shelved = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all =
        baselines.prefixScan(Keys.prefix(group, query), Serdes.String().serializer())) {
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

  private Shelved shelved(KeyValue<String, byte[]> entry, Baseline baseline, QueryRules rules) {
    Shelved known = made.get(entry.key);
    if (known != null && Arrays.equals(madeOf.get(entry.key), entry.value)) {
      return known;
    }
    Map<Long, Line> lines = new TreeMap<>();
    for (Observation answer : baseline.answers()) {
      CanonicalAnswer.of(rules, answer).lines().forEach(lines::putIfAbsent);
    }
    long[] items = lines.keySet().stream().mapToLong(Long::longValue).toArray();
    Reference reference =
        new Reference(baseline.cohort(), baseline.version(), baseline.takenAt(), items);
    Shelved fresh = new Shelved(reference, lines);
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
