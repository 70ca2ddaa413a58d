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
 * processor. The same rule as in the processor, so that a replay, a gate and a list see what it
 * sees.
 */
public final class DecisionsInForce<T extends Decision<T>> {
  private final TrustPolicy trust;
  private final Codec<T> codec;
  private final Map<List<String>, T> places = new LinkedHashMap<>();

  public DecisionsInForce(TrustPolicy trust, Codec<T> codec) {
    this.trust = trust;
    this.codec = codec;
  }

  /** Takes the next one written; whether it is in force from now on. */
  public boolean offer(T decision) {
    List<String> place = decision.subject().place();
    T before = places.get(place);
    boolean counts =
        trust.judge(decision, codec).valid()
            && (before == null || trust.late(decision, before, codec).isEmpty());
    if (counts) {
      places.put(place, decision);
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
