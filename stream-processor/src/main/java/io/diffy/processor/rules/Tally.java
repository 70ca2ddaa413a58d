package io.diffy.processor.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts, in one pass over the fingerprints of a pool, how many hosts have each thing and each
 * item. Hosts are counted, not rows; a baseline counts as its weight in hosts.
 */
final class Tally {
  private final Map<Long, Integer> hostsByIdentity = new HashMap<>();
  private final Map<Long, Integer> hostsByItem = new HashMap<>();
  private final Map<Long, List<Long>> itemsByIdentity = new HashMap<>();
  private final int size;

  private Tally(int size) {
    this.size = size;
  }

  static Tally of(Pool pool, Catalog catalog) {
    Tally tally = new Tally(pool.size());
    pool.members().forEach(host -> tally.add(host.items(), 1, catalog));
    pool.reference().ifPresent(r -> tally.add(r.items(), pool.weight(), catalog));
    return tally;
  }

  private void add(long[] items, int weight, Catalog catalog) {
    Set<Long> seen = new HashSet<>();
    for (long item : items) {
      long identity = catalog.identityOf(item);
      if (hostsByItem.merge(item, weight, Integer::sum) == weight) {
        itemsByIdentity.computeIfAbsent(identity, i -> new ArrayList<>(1)).add(item);
      }
      if (seen.add(identity)) {
        hostsByIdentity.merge(identity, weight, Integer::sum);
      }
    }
  }

  int hostsWithIdentity(long identity) {
    return hostsByIdentity.getOrDefault(identity, 0);
  }

  int hostsWithItem(long item) {
    return hostsByItem.getOrDefault(item, 0);
  }

  boolean identityIsMinority(long identity) {
    return 2 * hostsWithIdentity(identity) < size;
  }

  /** Things that more than half of the hosts have, in the order of their fingerprints. */
  long[] commonIdentities() {
    return hostsByIdentity.entrySet().stream()
        .filter(e -> 2 * e.getValue() > size)
        .mapToLong(Map.Entry::getKey)
        .sorted()
        .toArray();
  }

  /**
   * The items of a thing that more than half of its hosts show; none when its attributes are
   * volatile.
   */
  long[] usualItems(long identity) {
    int hosts = hostsWithIdentity(identity);
    return itemsOf(identity).filter(item -> 2 * hostsWithItem(item) > hosts).sorted().toArray();
  }

  boolean isUnusual(long item, long identity) {
    return 2 * hostsWithItem(item) < hostsWithIdentity(identity);
  }

  /** The item of a thing that most hosts show. */
  long mostFrequentItem(long identity) {
    return itemsOf(identity)
        .boxed()
        .max(
            (a, b) -> {
              int byHosts = Integer.compare(hostsWithItem(a), hostsWithItem(b));
              return byHosts != 0 ? byHosts : Long.compare(a, b);
            })
        .orElseThrow();
  }

  private java.util.stream.LongStream itemsOf(long identity) {
    return itemsByIdentity.getOrDefault(identity, List.of()).stream().mapToLong(Long::longValue);
  }

  static boolean has(long[] sorted, long item) {
    return Arrays.binarySearch(sorted, item) >= 0;
  }
}
