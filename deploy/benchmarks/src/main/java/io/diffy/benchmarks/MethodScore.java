package io.diffy.benchmarks;

import io.diffy.simulator.AttackType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What a method reached on one or several fleets. Sums, so that fleets can be added up. */
final class MethodScore {
  int instances;
  int clean;
  int cleanAccused;
  int falseClaims;
  int ranked;
  double rankedRight;
  final List<Integer> delays = new ArrayList<>();
  final Map<String, Integer> falseByQuery = new TreeMap<>();
  final Map<String, Integer> falseByLabel = new TreeMap<>();
  final Map<AttackType, Found> byType = new EnumMap<>(AttackType.class);

  /**
   * Attacks of a type.
   *
   * @param all how many there were
   * @param any how many were found by any evidence
   * @param primary how many were found by the attack itself
   */
  record Found(int all, int any, int primary) {
    static final Found NONE = new Found(0, 0, 0);

    Found plus(Found other) {
      return new Found(all + other.all, any + other.any, primary + other.primary);
    }
  }

  void attack(AttackType type, boolean any, boolean primary) {
    byType.merge(type, new Found(1, any ? 1 : 0, primary ? 1 : 0), Found::plus);
  }

  void add(MethodScore other) {
    instances += other.instances;
    clean += other.clean;
    cleanAccused += other.cleanAccused;
    falseClaims += other.falseClaims;
    ranked += other.ranked;
    rankedRight += other.rankedRight;
    delays.addAll(other.delays);
    other.falseByQuery.forEach((query, n) -> falseByQuery.merge(query, n, Integer::sum));
    other.falseByLabel.forEach((label, n) -> falseByLabel.merge(label, n, Integer::sum));
    other.byType.forEach((type, found) -> byType.merge(type, found, Found::plus));
  }

  Found found() {
    return byType.values().stream().reduce(Found.NONE, Found::plus);
  }

  /** False claims per 1000 instances. */
  double falsePer1000() {
    return 1000.0 * falseClaims / instances;
  }

  /** Collections between the first that shows an attack and the claim; empty: nothing found. */
  OptionalInt medianDelay() {
    if (delays.isEmpty()) {
      return OptionalInt.empty();
    }
    List<Integer> sorted = new ArrayList<>(delays);
    Collections.sort(sorted);
    return OptionalInt.of(sorted.get(sorted.size() / 2));
  }

  int longestDelay() {
    return delays.stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}
