package io.diffy.rules.volatility;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostsWithSameItems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many of some hosts show which value of which attribute of which thing. Hosts are counted, not
 * rows.
 */
final class ValueCounts {
  private static final Long ABSENT = 0L;

  /** What fewer than a third of the hosts show may be one that somebody put there. */
  private static final int LARGEST_PART = 3;

  private final Map<Long, Integer> hosts = new HashMap<>();
  private final Map<Long, Map<String, Map<Long, Integer>>> values = new HashMap<>();

  private ValueCounts() {}

  /**
   * Counts what the hosts show of these things.
   *
   * @param columns the attributes to look at, by thing
   */
  static ValueCounts of(
      List<HostsWithSameItems> answers, Map<Long, Set<String>> columns, Catalog catalog) {
    ValueCounts counts = new ValueCounts();
    if (!columns.isEmpty()) {
      for (HostsWithSameItems alike : answers) {
        itemsOf(alike, columns.keySet(), catalog)
            .forEach(
                (thing, items) ->
                    counts.add(thing, items, columns.get(thing), alike.hosts(), catalog));
      }
    }
    return counts;
  }

  private static Map<Long, List<Long>> itemsOf(
      HostsWithSameItems alike, Set<Long> things, Catalog catalog) {
    Map<Long, List<Long>> items = new HashMap<>();
    for (long item : alike.items()) {
      long thing = catalog.identityOf(item);
      if (things.contains(thing)) {
        items.computeIfAbsent(thing, t -> new ArrayList<>(1)).add(item);
      }
    }
    return items;
  }

  private void add(Long thing, List<Long> items, Set<String> columns, int weight, Catalog catalog) {
    hosts.merge(thing, weight, Integer::sum);
    Map<String, Map<Long, Integer>> ofThing = values.computeIfAbsent(thing, t -> new HashMap<>());
    for (String column : columns) {
      Set<Long> shown = new HashSet<>();
      items.forEach(item -> shown.add(catalog.attributesOf(item).getOrDefault(column, ABSENT)));
      Map<Long, Integer> counts = ofThing.computeIfAbsent(column, c -> new HashMap<>());
      shown.forEach(value -> counts.merge(value, weight, Integer::sum));
    }
  }

  int hosts(long thing) {
    return hosts.getOrDefault(thing, 0);
  }

  /**
   * {@code (distinct - 1) / (n - 1)}: 0 when all n hosts show the same, 1 when each shows something
   * else.
   */
  double volatility(long thing, String column) {
    int distinct = values.get(thing).get(column).size();
    return Math.min(1, (distinct - 1) / (double) (hosts(thing) - 1));
  }

  /**
   * Whether a third of the hosts show one of several values that fewer than half share, though not
   * each alone: a service that answers from many addresses is called at some by few.
   */
  boolean scatter(long thing, String column) {
    List<Integer> rare =
        values.get(thing).get(column).values().stream()
            .filter(n -> 2 * n < hosts(thing))
            .sorted()
            .toList();
    return rare.size() > 1
        && rare.get(rare.size() - 1) > 1
        && LARGEST_PART * rare.stream().mapToInt(Integer::intValue).sum() >= hosts(thing);
  }

  /** Whether more than half of the hosts that show the thing show the same value of the column. */
  boolean agreeOn(long thing, String column) {
    return values.get(thing).get(column).values().stream().anyMatch(n -> 2 * n > hosts(thing));
  }
}
