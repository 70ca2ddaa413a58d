package io.diffy.rules.volatility;

import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.HostsWithSameItems;
import io.diffy.rules.peers.PeerGroups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A mask is a hypothesis: that hosts differ in the text it hides. The peers decide for each column
 * of each thing. Where nearly all hosts that have the thing agree on the text, the mask does not
 * hold, and who shows another text differs. Where hosts differ from each other, it does.
 */
public final class ConfirmedTexts {
  /** Fewer that agree may do so by chance. */
  private static final int FEWEST_HOSTS = PeerGroups.SMALLEST_COHORT;

  /** A tenth of the hosts, and always one, may show another text. */
  private static final int MOST_DIFFERING = 10;

  /** What a quarter of the hosts show alike, and nobody else, somebody has put there. */
  private static final int LARGEST_SIDE = 4;

  /** So many accounts of a host got other ids, when their packages came in another order. */
  private static final int OTHER_ORDER = 2;

  private final LongFunction<Texts> texts;
  private final Predicate<String> ids;
  private final Map<Place, Counts> counts = new HashMap<>();

  /**
   * What stands in an item behind its masks.
   *
   * @param thing fingerprint of the identity
   * @param exact texts by column, each as a fingerprint
   */
  public record Texts(long thing, SortedMap<String, Long> exact) {}

  private record Place(long thing, String column) {}

  /** Which texts stand at a place, and on how many hosts. */
  private static final class Counts {
    private final Map<Long, Integer> byText = new HashMap<>();
    private int hosts;
    private int several;
    private long usual;
    private boolean agreed;

    void add(Set<Long> shown, int weight) {
      hosts += weight;
      several += shown.size() > 1 ? weight : 0;
      shown.forEach(text -> byText.merge(text, weight, Integer::sum));
    }

    /**
     * Whether there is more than one text. Nearly all agree where hardly anybody shows another one,
     * or where those that do agree on that one. Where people decide on rows, more than half agree
     * where each of the others shows another one: no healthy host has a text of its own there.
     *
     * @param id whether systems hand such texts out: then two orders of installation give two
     * @param decided whether people decide on such rows
     */
    boolean differ(boolean id, boolean decided) {
      Map.Entry<Long, Integer> most =
          Collections.max(
              byText.entrySet(),
              Map.Entry.<Long, Integer>comparingByValue()
                  .thenComparing(Map.Entry.comparingByKey()));
      usual = most.getKey();
      int others = hosts - most.getValue() + several;
      boolean each =
          decided && !id && several == 0 && byText.size() == others + 1 && 2 * others < hosts;
      boolean twoSides = !id && byText.size() == 2 && several == 0;
      agreed =
          hosts >= FEWEST_HOSTS
              && (each
                  || others == 1
                  || (twoSides ? LARGEST_SIDE : MOST_DIFFERING) * others <= hosts);
      return byText.size() > 1;
    }
  }

  /** Somebody's text at a place where the others agree on another one. */
  private record Other(long item, Place place, long text) {}

  private ConfirmedTexts(LongFunction<Texts> texts, Predicate<String> ids) {
    this.texts = texts;
    this.ids = ids;
  }

  /**
   * Learns from hosts that are compared with each other.
   *
   * @param texts of an item with exact texts; null of all others
   * @param ids whether a column holds ids that systems hand out in the order of installation
   * @param decided whether people decide on such rows
   */
  public static ConfirmedTexts learn(
      List<HostItems> peers, LongFunction<Texts> texts, Predicate<String> ids, boolean decided) {
    ConfirmedTexts learnt = new ConfirmedTexts(texts, ids);
    for (HostsWithSameItems alike : HostsWithSameItems.of(peers)) {
      Map<Place, Set<Long>> shown = new HashMap<>();
      for (long item : alike.items()) {
        Texts of = texts.apply(item);
        if (of != null) {
          of.exact()
              .forEach(
                  (column, text) ->
                      shown
                          .computeIfAbsent(new Place(of.thing(), column), p -> new HashSet<>(2))
                          .add(text));
        }
      }
      shown.forEach(
          (place, set) ->
              learnt.counts.computeIfAbsent(place, p -> new Counts()).add(set, alike.hosts()));
    }
    learnt
        .counts
        .entrySet()
        .removeIf(e -> !e.getValue().differ(ids.test(e.getKey().column()), decided));
    return learnt;
  }

  /** The items of an answer that differ behind their masks, with the texts in which they do. */
  public Map<Long, SortedMap<String, Long>> differing(long[] answer) {
    if (counts.isEmpty()) {
      return Map.of();
    }
    List<Other> others = new ArrayList<>();
    for (long item : answer) {
      Texts of = texts.apply(item);
      if (of != null) {
        of.exact()
            .forEach(
                (column, text) -> {
                  Place place = new Place(of.thing(), column);
                  Counts agreed = counts.get(place);
                  if (agreed != null && agreed.agreed && agreed.usual != text) {
                    others.add(new Other(item, place, text));
                  }
                });
      }
    }
    Set<String> inOtherOrder = new HashSet<>();
    others.stream()
        .map(o -> o.place().column())
        .filter(ids)
        .distinct()
        .filter(column -> inOtherOrder(of(column, others)))
        .forEach(inOtherOrder::add);
    Map<Long, SortedMap<String, Long>> differing = new TreeMap<>();
    others.stream()
        .filter(o -> !inOtherOrder.contains(o.place().column()))
        .forEach(
            o ->
                differing
                    .computeIfAbsent(o.item(), i -> new TreeMap<>())
                    .put(o.place().column(), o.text()));
    return differing;
  }

  /**
   * The same without texts that more than a tenth of the whole group show where it agrees on none:
   * a small cohort agrees on another one by chance, as hosts of one zone do.
   */
  public Map<Long, SortedMap<String, Long>> differing(
      long[] answer, Supplier<ConfirmedTexts> group) {
    Map<Long, SortedMap<String, Long>> differing = differing(answer);
    if (!differing.isEmpty()) {
      differing.forEach(
          (item, others) ->
              others
                  .entrySet()
                  .removeIf(e -> group.get().isCommon(item, e.getKey(), e.getValue())));
      differing.values().removeIf(Map::isEmpty);
    }
    return differing;
  }

  private boolean isCommon(long item, String column, long text) {
    Counts known = counts.get(new Place(texts.apply(item).thing(), column));
    return known != null
        && !known.agreed
        && MOST_DIFFERING * known.byText.getOrDefault(text, 0) > known.hosts;
  }

  /**
   * The items of an answer in which a mask hides another text than most hosts show.
   *
   * @param shown those that differ all the same
   */
  public long[] hidden(long[] answer, Set<Long> shown) {
    return counts.isEmpty()
        ? new long[0]
        : Arrays.stream(answer).filter(item -> !shown.contains(item) && isHidden(item)).toArray();
  }

  private boolean isHidden(long item) {
    Texts of = texts.apply(item);
    return of != null
        && of.exact().entrySet().stream()
            .anyMatch(
                text -> {
                  Counts known = counts.get(new Place(of.thing(), text.getKey()));
                  return known != null && known.usual != text.getValue();
                });
  }

  private static List<Other> of(String column, List<Other> others) {
    return others.stream().filter(o -> o.place().column().equals(column)).toList();
  }

  /**
   * Whether several accounts of a host got other ids, each another one: then their packages were
   * installed in another order. One account with another id, or two with the same, are none of
   * that.
   */
  private static boolean inOtherOrder(List<Other> others) {
    return others.size() >= OTHER_ORDER
        && others.stream().mapToLong(Other::text).distinct().count() == others.size();
  }
}
