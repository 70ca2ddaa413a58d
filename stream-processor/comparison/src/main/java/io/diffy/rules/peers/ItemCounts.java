package io.diffy.rules.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
  private static final int RARE = 10;

  private final Map<Long, CountedItem> items;
  private final Map<Long, CountedThing> things;
  private final Map<Long, Integer> referenceItems = new TreeMap<>();
  private final Map<Long, Integer> referenceIdentities = new TreeMap<>();
  private final PeerGroup peers;
  private final Catalog catalog;
  private int answers;

  private static final class CountedThing {
    private final List<Long> items = new ArrayList<>(1);
    private int hosts;
    private int lastAnswer;
  }

  private static final class CountedItem {
    private final long identity;
    private final CountedThing thing;
    private int hosts;

    CountedItem(long identity, CountedThing thing) {
      this.identity = identity;
      this.thing = thing;
    }
  }

  private ItemCounts(PeerGroup peers, Catalog catalog, List<HostsWithSameItems> answers) {
    items = HostsWithSameItems.map(answers);
    things = HostsWithSameItems.map(answers);
    this.peers = peers;
    this.catalog = catalog;
  }

  public static ItemCounts of(PeerGroup peers, Catalog catalog) {
    List<HostsWithSameItems> answers = HostsWithSameItems.of(peers.members());
    ItemCounts counts = new ItemCounts(peers, catalog, answers);
    answers.forEach(alike -> counts.add(alike.items(), alike.hosts()));
    peers.reference().ifPresent(counts::addReference);
    return counts;
  }

  /** Each clean instance counts as its share of the weight: they may differ as hosts do. */
  private void addReference(BaselineItems reference) {
    for (long[] answer : reference.answers()) {
      Set<Long> shown = new HashSet<>();
      for (long item : answer) {
        referenceItems.merge(item, 1, Integer::sum);
        shown.add(identityOf(item));
      }
      shown.forEach(thing -> referenceIdentities.merge(thing, 1, Integer::sum));
    }
    int clean = reference.answers().size();
    referenceItems.replaceAll((item, answers) -> weight(answers, clean));
    referenceIdentities.replaceAll((identity, answers) -> weight(answers, clean));
    referenceItems.forEach((item, weight) -> counted(item).hosts += weight);
    referenceIdentities.forEach((identity, weight) -> things.get(identity).hosts += weight);
  }

  private int weight(int answers, int clean) {
    return Math.max(1, Math.round((float) peers.weight() * answers / clean));
  }

  private void add(long[] answer, int weight) {
    answers++;
    for (long item : answer) {
      CountedItem counted = counted(item);
      counted.hosts += weight;
      if (counted.thing.lastAnswer != answers) {
        counted.thing.lastAnswer = answers;
        counted.thing.hosts += weight;
      }
    }
  }

  private CountedItem counted(long item) {
    CountedItem known = items.get(item);
    return known == null ? first(item, catalog.identityOf(item)) : known;
  }

  private CountedItem first(long item, long identity) {
    CountedThing thing = things.computeIfAbsent(identity, i -> new CountedThing());
    thing.items.add(item);
    CountedItem counted = new CountedItem(identity, thing);
    items.put(item, counted);
    return counted;
  }

  /** The thing that an item shows. */
  public long identityOf(long item) {
    CountedItem counted = items.get(item);
    return counted == null ? catalog.identityOf(item) : counted.identity;
  }

  /**
   * The items that all hosts and their baseline show, of things of which nobody shows anything
   * else: nobody deviates in them. Sorted. Most items are such.
   */
  public long[] undisputed() {
    return items.entrySet().stream()
        .filter(e -> e.getValue().hosts == peers.size() && e.getValue().thing.items.size() == 1)
        .mapToLong(Map.Entry::getKey)
        .sorted()
        .toArray();
  }

  public int hostsWithIdentity(long identity) {
    CountedThing thing = things.get(identity);
    return thing == null ? 0 : thing.hosts;
  }

  public int hostsWithItem(long item) {
    CountedItem counted = items.get(item);
    return counted == null ? 0 : counted.hosts;
  }

  /**
   * Whether fewer than half have a thing, and no clean host showed it, or only some did, and none
   * of them so: what a few clean hosts fill in settles nothing for the others that have it.
   */
  public boolean identityIsMinority(long identity, List<Long> shown) {
    int clean = referenceIdentities.getOrDefault(identity, 0);
    return 2 * hostsWithIdentity(identity) < peers.size()
        && (clean == 0 || (clean < peers.weight() && shown.stream().noneMatch(this::inReference)));
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
    return things.entrySet().stream()
        .filter(e -> 2 * e.getValue().hosts > peers.size())
        .mapToLong(Map.Entry::getKey)
        .sorted()
        .toArray();
  }

  /** Without the things that all hosts have. */
  public long[] disputed(long[] identities) {
    return Arrays.stream(identities).filter(i -> hostsWithIdentity(i) < peers.size()).toArray();
  }

  /**
   * What every host should have: what most have, and what their baseline has and nearly none; not
   * what some clean hosts have and others do without.
   */
  public long[] expectedIdentities() {
    LongStream gone =
        referenceIdentities.entrySet().stream()
            .filter(e -> e.getValue() == peers.weight())
            .mapToLong(Map.Entry::getKey)
            .filter(thing -> nearlyAll(peers.members().size() - membersWithIdentity(thing)));
    LongStream common =
        Arrays.stream(commonIdentities())
            .filter(
                thing ->
                    referenceIdentities.getOrDefault(thing, 0) % Math.max(1, peers.weight()) == 0);
    return LongStream.concat(common, gone).distinct().sorted().toArray();
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

  /** Whether at most a tenth of the hosts show something of a thing that few show, as this is. */
  public boolean isRareAmongCommon(long item) {
    long identity = identityOf(item);
    int few = hostsWithIdentity(identity) / RARE;
    return hostsWithItem(item) <= few
        && itemsOf(identity).map(this::hostsWithItem).filter(hosts -> hosts <= few).sum() <= few;
  }

  /** The item of a thing that most hosts show. */
  public long mostFrequentItem(long identity) {
    return itemsOf(identity)
        .boxed()
        .max(Comparator.comparingInt(this::hostsWithItem).thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /** Whether a host that was counted has a thing, by the few items of that thing. */
  public boolean has(HostItems host, long identity) {
    return itemsOf(identity).anyMatch(item -> has(host.items(), item));
  }

  private LongStream itemsOf(long identity) {
    CountedThing thing = things.get(identity);
    return thing == null ? LongStream.empty() : thing.items.stream().mapToLong(Long::longValue);
  }

  /** Sorts them and leaves out what stands there again; without a box for each. */
  public static long[] sorted(long[] values) {
    Arrays.sort(values);
    int count = 0;
    for (long value : values) {
      if (count == 0 || values[count - 1] != value) {
        values[count++] = value;
      }
    }
    return Arrays.copyOf(values, count);
  }

  public static boolean has(long[] sorted, long item) {
    return Arrays.binarySearch(sorted, item) >= 0;
  }
}
