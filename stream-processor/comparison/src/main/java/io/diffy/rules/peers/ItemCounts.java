package io.diffy.rules.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Counts, in one pass over the fingerprints of peers, how many hosts have each thing and each item.
 * Hosts are counted, not rows; a baseline counts as its weight in hosts.
 */
public final class ItemCounts {
  private static final double NEARLY_ALL = 0.9;

  private final Map<Long, Long> identities = new HashMap<>();
  private final Map<Long, Integer> hostsByIdentity = new HashMap<>();
  private final Map<Long, Integer> hostsByItem = new HashMap<>();
  private final Map<Long, List<Long>> itemsByIdentity = new HashMap<>();
  private final Map<Long, Integer> referenceItems = new TreeMap<>();
  private final Map<Long, Integer> referenceIdentities = new TreeMap<>();
  private final PeerGroup peers;

  private ItemCounts(PeerGroup peers) {
    this.peers = peers;
  }

  public static ItemCounts of(PeerGroup peers, Catalog catalog) {
    ItemCounts counts = new ItemCounts(peers);
    HostsWithSameItems.of(peers.members())
        .forEach(alike -> counts.add(alike.items(), alike.hosts(), catalog));
    peers.reference().ifPresent(reference -> counts.addReference(reference, catalog));
    return counts;
  }

  /** Each clean instance counts as its share of the weight: they may differ as hosts do. */
  private void addReference(BaselineItems reference, Catalog catalog) {
    for (long[] answer : reference.answers()) {
      Set<Long> things = new HashSet<>();
      for (long item : answer) {
        referenceItems.merge(item, 1, Integer::sum);
        things.add(identities.computeIfAbsent(item, catalog::identityOf));
      }
      things.forEach(thing -> referenceIdentities.merge(thing, 1, Integer::sum));
    }
    int clean = reference.answers().size();
    referenceItems.replaceAll((item, answers) -> weight(answers, clean));
    referenceIdentities.replaceAll((identity, answers) -> weight(answers, clean));
    referenceItems.forEach((item, weight) -> add(item, identityOf(item), weight));
    referenceIdentities.forEach(
        (identity, weight) -> hostsByIdentity.merge(identity, weight, Integer::sum));
  }

  private int weight(int answers, int clean) {
    return Math.max(1, Math.round((float) peers.weight() * answers / clean));
  }

  private void add(long[] items, int weight, Catalog catalog) {
    Set<Long> seen = new HashSet<>();
    for (long item : items) {
      long identity = identities.computeIfAbsent(item, catalog::identityOf);
      add(item, identity, weight);
      if (seen.add(identity)) {
        hostsByIdentity.merge(identity, weight, Integer::sum);
      }
    }
  }

  private void add(long item, long identity, int weight) {
    if (hostsByItem.merge(item, weight, Integer::sum) == weight) {
      itemsByIdentity.computeIfAbsent(identity, i -> new ArrayList<>(1)).add(item);
    }
  }

  /** The thing that an item of the peers shows. */
  public long identityOf(long item) {
    return identities.get(item);
  }

  /**
   * The items that all hosts and their baseline show, of things of which nobody shows anything
   * else: nobody deviates in them. Sorted. Most items are such.
   */
  public long[] undisputed() {
    return hostsByItem.entrySet().stream()
        .filter(e -> e.getValue() == peers.size())
        .mapToLong(Map.Entry::getKey)
        .filter(item -> itemsByIdentity.get(identityOf(item)).size() == 1)
        .sorted()
        .toArray();
  }

  public int hostsWithIdentity(long identity) {
    return hostsByIdentity.getOrDefault(identity, 0);
  }

  public int hostsWithItem(long item) {
    return hostsByItem.getOrDefault(item, 0);
  }

  /** Whether fewer than half have a thing, which no clean host showed. */
  public boolean identityIsMinority(long identity) {
    return 2 * hostsWithIdentity(identity) < peers.size() && !identityInReference(identity);
  }

  /** Whether so many of the hosts are nearly all of them. */
  public boolean nearlyAll(int hosts) {
    return hosts >= NEARLY_ALL * peers.members().size();
  }

  public boolean inReference(long item) {
    return referenceItems.containsKey(item);
  }

  public boolean identityInReference(long identity) {
    return referenceIdentities.containsKey(identity);
  }

  /** Whether nearly all hosts have a thing that their baseline lacks. */
  public boolean newEverywhere(long identity) {
    return peers.reference().isPresent()
        && !identityInReference(identity)
        && nearlyAll(hostsWithIdentity(identity));
  }

  /** What the baseline has in place of an item that it lacks and nearly all hosts show. */
  public OptionalLong replacedEverywhere(long item, long identity) {
    boolean replaced =
        identityInReference(identity) && !inReference(item) && nearlyAll(hostsWithItem(item));
    return replaced && !isUnusual(item, identity)
        ? itemsOf(identity)
            .filter(before -> inReference(before))
            .filter(before -> membersWithItem(before) <= peers.members().size() / 2)
            .min()
        : OptionalLong.empty();
  }

  /** Things that more than half of the hosts have, in the order of their fingerprints. */
  public long[] commonIdentities() {
    return hostsByIdentity.entrySet().stream()
        .filter(e -> 2 * e.getValue() > peers.size())
        .mapToLong(Map.Entry::getKey)
        .sorted()
        .toArray();
  }

  /** Without the things that all hosts have. */
  public long[] disputed(long[] identities) {
    return Arrays.stream(identities).filter(i -> hostsWithIdentity(i) < peers.size()).toArray();
  }

  /** What every host should have: what most have, and what their baseline has and nearly none. */
  public long[] expectedIdentities() {
    LongStream gone =
        referenceIdentities.entrySet().stream()
            .filter(e -> e.getValue() == peers.weight())
            .mapToLong(Map.Entry::getKey)
            .filter(thing -> nearlyAll(peers.members().size() - membersWithIdentity(thing)));
    return LongStream.concat(Arrays.stream(commonIdentities()), gone).distinct().sorted().toArray();
  }

  /**
   * The items of a thing that more than half of its hosts show; none when its attributes are
   * volatile. What the hosts fill in each for itself, their baseline does not settle.
   */
  public long[] usualItems(long identity) {
    int hosts = hostsWithIdentity(identity);
    int members = membersWithIdentity(identity);
    if (members < hosts
        && members >= PeerGroups.SMALLEST_COHORT
        && itemsOf(identity).noneMatch(item -> 2 * membersWithItem(item) > members)) {
      return new long[0];
    }
    return itemsOf(identity).filter(item -> 2 * hostsWithItem(item) > hosts).sorted().toArray();
  }

  /** How many of the hosts have an item, without the baseline. */
  public int membersWithItem(long item) {
    return hostsWithItem(item) - referenceItems.getOrDefault(item, 0);
  }

  /** How many of the hosts have a thing, without the baseline. */
  public int membersWithIdentity(long identity) {
    return hostsWithIdentity(identity) - referenceIdentities.getOrDefault(identity, 0);
  }

  /** Whether few of those that have the thing show it so, and no clean host does. */
  public boolean isUnusual(long item, long identity) {
    return 2 * hostsWithItem(item) < hostsWithIdentity(identity) && !inReference(item);
  }

  /** The item of a thing that most hosts show. */
  public long mostFrequentItem(long identity) {
    return itemsOf(identity)
        .boxed()
        .max(Comparator.comparingInt(this::hostsWithItem).thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  private LongStream itemsOf(long identity) {
    return itemsByIdentity.getOrDefault(identity, List.of()).stream().mapToLong(Long::longValue);
  }

  public static boolean has(long[] sorted, long item) {
    return Arrays.binarySearch(sorted, item) >= 0;
  }
}
