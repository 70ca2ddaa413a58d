package io.diffy.processor.config;

import io.diffy.rules.item.ColumnPins;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.time.IntakeLimits;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.schemas.trust.TrustPolicy;
import java.util.Map;
import java.util.Optional;

/**
 * What decides, beside the records, which findings there are: the same on a cluster, in a replay
 * and in a gate.
 *
 * @param pack the queries: intervals, identity and volatile columns, what a deviation means
 * @param pins columns of single queries that are never or always compared, whatever pack and peers
 *     say
 * @param limits how much one host may send
 * @param trust whose signatures baselines and exceptions need
 */
public record EvaluationPolicy(
    Pack pack, Map<String, ColumnPins> pins, IntakeLimits limits, TrustPolicy trust) {

  public EvaluationPolicy {
    pins = Map.copyOf(pins);
  }

  /** Where nobody says otherwise. */
  public static EvaluationPolicy shipped() {
    return new EvaluationPolicy(
        ShippedPacks.all(), Map.of(), IntakeLimits.DEFAULT, TrustPolicy.ANYBODY);
  }

  /** The same for other queries. */
  public EvaluationPolicy of(Pack other) {
    return new EvaluationPolicy(other, pins, limits, trust);
  }

  /** The same with other signatures asked for. */
  public EvaluationPolicy trusting(TrustPolicy other) {
    return new EvaluationPolicy(pack, pins, limits, other);
  }

  public QueryRules rulesOf(String query) {
    return query(query)
        .map(QueryRules::of)
        .orElseGet(QueryRules::unknown)
        .with(pins.getOrDefault(query, ColumnPins.NONE));
  }

  public Optional<PackQuery> query(String name) {
    return Optional.ofNullable(pack.queries().get(name));
  }
}
