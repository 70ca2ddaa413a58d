package io.diffy.schemas.trust;

import io.diffy.schemas.Decision;
import io.diffy.schemas.codec.Codec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is in force when decisions come one after the other, for whoever reads the topics without a
 * processor, so that a replay, a gate and a list see what it sees.
 */
public final class DecisionsInForce<T extends Decision<T>> {
  private final DecisionRule<T> rule;
  private final Map<List<String>, T> places = new LinkedHashMap<>();

  public DecisionsInForce(TrustPolicy trust, Codec<T> codec) {
    this.rule = new DecisionRule<>(trust, codec);
  }

  /** Takes the next one written; whether it is in force from now on. */
  public boolean offer(T decision) {
    boolean counts = rule.of(decision, inForce(decision)).keep();
    if (counts) {
      places.put(decision.subject().place(), decision);
    }
    return counts;
  }

  /** What is in force where this one would stand. */
  public Optional<T> inForce(T decision) {
    return Optional.ofNullable(places.get(decision.subject().place()));
  }

  /** All that is in force, in the order of the places' first decisions. */
  public List<T> inForce() {
    return new ArrayList<>(places.values());
  }
}
