package io.diffy.processor.evaluation.state;

import io.diffy.processor.store.StoreName;
import io.diffy.processor.store.Table;
import io.diffy.rules.evaluation.CanonicalBaseline;
import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.CanonicalAnswer.RowItem;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.trust.TrustPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The baselines of a group and query, canonicalised with the rules of today. The store {@code
 * baselines} keeps them as they were written; the items are made again after a restart.
 */
public final class BaselineStore {
  public static final StoreName BASELINES = StoreName.decisions("baselines");

  private final Table<byte[]> baselines;
  private final Codec<Baseline> codec;
  private final TrustPolicy trust;
  private final Map<String, Made> made = new HashMap<>();

  /**
   * What was made of an entry.
   *
   * @param stored the entry: a baseline is up to 8 MiB of JSON, and seldom another
   * @param baseline empty when it is not in force
   */
  private record Made(byte[] stored, Optional<CanonicalBaseline> baseline) {}

  public BaselineStore(
      KeyValueStore<String, byte[]> baselines, Codec<Baseline> codec, TrustPolicy trust) {
    this.baselines = Table.ofBytes(baselines);
    this.codec = codec;
    this.trust = trust;
  }

  /** Where a baseline stands in the store. */
  public static String key(Baseline baseline) {
    return StateKeys.of(
        baseline.group(),
        baseline.query(),
        baseline.cohort().ami(),
        baseline.cohort().launchVersion(),
        baseline.cohort().instanceType());
  }

  public List<CanonicalBaseline> of(GroupKey group, String query, QueryRules rules) {
    List<CanonicalBaseline> inForce = new ArrayList<>();
    baselines.forEach(
        (cohort, stored) ->
            made(StateKeys.of(group, query, cohort), stored, rules).ifPresent(inForce::add),
        group,
        query);
    return inForce;
  }

  private Optional<CanonicalBaseline> made(String key, byte[] stored, QueryRules rules) {
    Made known = made.get(key);
    if (known == null || !Arrays.equals(known.stored(), stored)) {
      Baseline baseline = codec.decodeChecked(stored, "a baseline");
      boolean counts = !baseline.withdrawn() && trust.judge(baseline, codec).valid();
      known = new Made(stored, counts ? Optional.of(make(baseline, rules)) : Optional.empty());
      made.put(key, known);
    }
    return known.baseline();
  }

  private static CanonicalBaseline make(Baseline baseline, QueryRules rules) {
    Map<Long, RowItem> lines = new TreeMap<>();
    List<long[]> answers = new ArrayList<>();
    for (Observation answer : baseline.answers()) {
      Map<Long, RowItem> clean = CanonicalAnswer.of(rules, answer).lines();
      clean.forEach(lines::putIfAbsent);
      answers.add(clean.keySet().stream().mapToLong(Long::longValue).sorted().toArray());
    }
    return new CanonicalBaseline(
        new BaselineItems(baseline.cohort(), baseline.version(), baseline.takenAt(), answers),
        lines);
  }
}
