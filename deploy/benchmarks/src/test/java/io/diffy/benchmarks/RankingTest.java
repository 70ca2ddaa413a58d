package io.diffy.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Precision at K: K places, for K attacked hosts. */
final class RankingTest {
  private static final List<String> HOSTS = List.of("a", "b", "c", "d");

  @Test
  void theMostSuspiciousTakeThePlaces() {
    assertEquals(1, Ranking.hits(HOSTS, Set.of("a", "b"), Map.of("a", 3.0, "c", 2.0, "b", 1.0)));
    assertEquals(2, Ranking.hits(HOSTS, Set.of("a", "b"), Map.of("a", 3.0, "b", 2.0, "c", 1.0)));
  }

  @Test
  void equalsShareThePlacesTheyStandOn() {
    // One place for two: each has it in half of all orders.
    assertEquals(0.5, Ranking.hits(HOSTS, Set.of("a"), Map.of("a", 1.0, "b", 1.0)));
    // Nobody is suspicious: two places for four hosts.
    assertEquals(1.0, Ranking.hits(HOSTS, Set.of("a", "b"), Map.of()));
  }
}
