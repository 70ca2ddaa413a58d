package io.diffy.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many attacked hosts stand at the top of a ranking. */
final class Ranking {
  private Ranking() {}

  /**
   * The attacked among the K most suspicious hosts, where K is how many were attacked. Hosts of
   * equal suspicion share the places they stand on: the expectation over all their orders.
   *
   * @param hosts all hosts; one without a suspicion has 0
   * @return 0 to the number of attacked hosts
   */
  static double hits(
      Collection<String> hosts, Set<String> attacked, Map<String, Double> suspicion) {
    TreeMap<Double, List<String>> levels = new TreeMap<>();
    for (String host : hosts) {
      double level = suspicion.getOrDefault(host, 0.0);
      levels.computeIfAbsent(level, l -> new ArrayList<>()).add(host);
    }
    double hits = 0;
    int left = attacked.size();
    for (List<String> level : levels.descendingMap().values()) {
      long hit = level.stream().filter(attacked::contains).count();
      int places = Math.min(left, level.size());
      hits += (double) hit * places / level.size();
      left -= places;
    }
    return hits;
  }
}
