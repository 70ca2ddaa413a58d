package io.diffy.simulator;

import io.diffy.schemas.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One instance of a simulated group, from its launch to its end.
 *
 * @param instance what its observations say of it
 * @param traits what it is for good: profile, release, size, zone, how it is collected
 * @param oddities what may be odd about it without an attack, in one collection or from one on
 * @param bootedAt when it was booted
 * @param from the first collection it answers
 * @param until the first collection it no longer answers
 */
record SimulatedHost(
    Instance instance,
    Set<String> traits,
    List<Span> oddities,
    int processors,
    Instant bootedAt,
    int from,
    int until) {

  /**
   * Something that is so in some collections.
   *
   * @param trait the word
   * @param from the first collection
   * @param until the first collection after it
   */
  record Span(String trait, int from, int until) {
    boolean holds(int collection) {
      return collection >= from && collection < until;
    }
  }

  boolean answers(int collection) {
    return collection >= from && collection < until;
  }

  /** The same host, all of whose answers arrive whole. */
  SimulatedHost answeringWhole() {
    List<Span> kept =
        oddities.stream().filter(span -> !Oddity.LOSING_ROWS.contains(span.trait())).toList();
    return new SimulatedHost(instance, traits, kept, processors, bootedAt, from, until);
  }

  /** What a person would name as the reason why this host differs at that time; sorted. */
  List<String> labels(int collection) {
    return oddities.stream()
        .filter(span -> span.holds(collection))
        .map(Span::trait)
        .sorted()
        .distinct()
        .toList();
  }
}
