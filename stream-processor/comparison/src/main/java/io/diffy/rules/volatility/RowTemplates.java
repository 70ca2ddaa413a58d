package io.diffy.rules.volatility;

import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.HostsWithSameItems;
import io.diffy.rules.peers.ItemCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * Each host's own form of a row is not noise: rows that nearly every host has, as often as the
 * others, and that differ only in tokens that are each host's own, are one template. They count as
 * what all have. A host with more of them than its peers keeps all of its rows of that form, and
 * they are unexpected. What runs, and something of each name, is the same in all rows of a
 * template.
 */
public final class RowTemplates {
  /** Fewer hosts that differ say nothing about what is each host's own. */
  static final int FEWEST_HOSTS = 6;

  static final double NEARLY_ALL = 0.9;

  /** More than any host has of its own; the others stay as they are. */
  private static final int MOST_OWN_ROWS = 200;

  /** Of all hosts together: to look for a form costs several times what other judging does. */
  private static final int MOST_ROWS = 50_000;

  private final Catalog catalog;
  private final LongFunction<Map<String, String>> rows;
  private final List<HostItems> hosts;
  private final Map<Long, BitSet> hostsByItem = new TreeMap<>();
  private final Map<Long, String> templates = new HashMap<>();
  private final Map<String, Integer> usual = new HashMap<>();
  private final IdentityHashMap<long[], long[]> known = new IdentityHashMap<>();
  private final Map<String, Set<Long>> spreading = new HashMap<>();

  private RowTemplates(
      List<HostItems> hosts, Catalog catalog, LongFunction<Map<String, String>> rows) {
    this.hosts = hosts;
    this.catalog = catalog;
    this.rows = rows;
  }

  /**
   * Learns them from the answers that are compared.
   *
   * @param rows the compared columns of a row that shows an item
   */
  public static RowTemplates learn(
      List<HostItems> hosts, Catalog catalog, LongFunction<Map<String, String>> rows) {
    RowTemplates learnt = new RowTemplates(hosts, catalog, rows);
    if (hosts.size() >= FEWEST_HOSTS && learnt.nearlyAllHaveRareRows()) {
      learnt.learn();
    }
    return learnt;
  }

  /** The form of each row of a crowd, whatever it names; see {@link Catalog#forms}. */
  public static Map<Long, String> crowds(
      Map<Long, BitSet> hostsByItem,
      int least,
      boolean numbers,
      LongFunction<Map<String, String>> rows) {
    return RowForms.of(
        hostsByItem,
        least,
        false,
        numbers ? rows : item -> TokenizedRow.withoutNumbers(rows.apply(item)));
  }

  /** The answer without the rows that all hosts have in a form of their own. */
  public HostItems of(HostItems host) {
    if (templates.isEmpty()) {
      return host;
    }
    long[] left = known.computeIfAbsent(host.items(), this::without);
    Set<Long> came = spreading.get(host.instanceId());
    return new HostItems(
        host.instance(),
        host.collectedAt(),
        came == null
            ? left
            : ItemCounts.sorted(
                LongStream.concat(Arrays.stream(left), came.stream().mapToLong(Long::longValue))
                    .toArray()));
  }

  /**
   * Takes out what came to some of the hosts since their last answer, beside all that they had:
   * what spreads is no form of a row yet that all have. What came to nearly all at once was
   * deployed, and what came to hardly any is theirs again.
   *
   * @param decision whether such a row stays, or somebody decided on it: no load adds one
   * @param before the items of a host's last answer, as they are compared
   */
  public RowTemplates settled(
      LongPredicate decision, Function<HostItems, Optional<long[]>> before) {
    Map<String, Map<String, Set<Long>>> came = new TreeMap<>();
    Set<Long> decided = new HashSet<>(templates.keySet());
    decided.removeIf(item -> !decision.test(item));
    for (HostItems host : decided.isEmpty() ? List.<HostItems>of() : hosts) {
      long[] mine = Arrays.stream(host.items()).filter(decided::contains).toArray();
      Optional<long[]> last = mine.length == 0 ? Optional.empty() : before.apply(host);
      last.filter(all -> Arrays.stream(all).allMatch(i -> ItemCounts.has(host.items(), i)))
          .ifPresent(
              all ->
                  Arrays.stream(mine)
                      .filter(item -> !ItemCounts.has(all, item))
                      .forEach(
                          item ->
                              came.computeIfAbsent(templates.get(item), t -> new TreeMap<>())
                                  .computeIfAbsent(host.instanceId(), id -> new HashSet<>())
                                  .add(item)));
    }
    came.values().removeIf(to -> nearlyAll(to.size()) || nearlyAll(hosts.size() - to.size()));
    came.values()
        .forEach(
            to ->
                to.forEach(
                    (id, items) ->
                        spreading.computeIfAbsent(id, i -> new HashSet<>()).addAll(items)));
    return this;
  }

  /** The rows that are left out of the answer. */
  public long[] leftOut(HostItems host) {
    if (templates.isEmpty()) {
      return new long[0];
    }
    long[] left = of(host).items();
    return Arrays.stream(host.items())
        .filter(item -> templates.containsKey(item) && Arrays.binarySearch(left, item) < 0)
        .toArray();
  }

  /** The items of which all hosts have one of their own. */
  public Set<Long> items() {
    return templates.keySet();
  }

  /** The baseline without such rows. */
  public BaselineItems of(BaselineItems reference) {
    return templates.isEmpty()
        ? reference
        : reference.with(
            items -> Arrays.stream(items).filter(item -> !templates.containsKey(item)).toArray());
  }

  private long[] without(long[] items) {
    Map<String, Integer> mine = counts(items);
    return Arrays.stream(items)
        .filter(
            item -> {
              String template = templates.get(item);
              return template == null || mine.get(template) > usual.get(template);
            })
        .toArray();
  }

  private Map<String, Integer> counts(long[] items) {
    Map<String, Integer> counts = new HashMap<>();
    for (long item : items) {
      String template = templates.get(item);
      if (template != null) {
        counts.merge(template, 1, Integer::sum);
      }
    }
    return counts;
  }

  /** Most groups have no such table: then nothing else is looked at. */
  private boolean nearlyAllHaveRareRows() {
    List<HostsWithSameItems> answers = HostsWithSameItems.of(hosts);
    Map<Long, Integer> byThing = HostsWithSameItems.map(answers);
    IdentityHashMap<long[], long[]> things = new IdentityHashMap<>();
    for (HostsWithSameItems alike : answers) {
      long[] theirs = Arrays.stream(alike.items()).map(catalog::identityOf).toArray();
      things.put(alike.items(), theirs);
      for (long thing : ItemCounts.sorted(theirs.clone())) {
        byThing.merge(thing, alike.hosts(), Integer::sum);
      }
    }
    int most = Math.min(MOST_OWN_ROWS, MOST_ROWS / hosts.size());
    int having = 0;
    for (int n = 0; n < hosts.size(); n++) {
      int rare = 0;
      long[] items = hosts.get(n).items();
      long[] theirs = things.get(items);
      for (int i = 0; i < items.length && rare < most; i++) {
        if (2 * byThing.get(theirs[i]) < hosts.size()) {
          hostsByItem.computeIfAbsent(items[i], item -> new BitSet()).set(n);
          rare++;
        }
      }
      having += rare > 0 ? 1 : 0;
    }
    return nearlyAll(having);
  }

  private void learn() {
    templates.putAll(
        RowForms.of(hostsByItem, (int) Math.ceil(NEARLY_ALL * hosts.size()), true, rows));
    Map<String, List<Integer>> byTemplate = new HashMap<>();
    for (HostItems host : hosts) {
      counts(host.items())
          .forEach((t, n) -> byTemplate.computeIfAbsent(t, k -> new ArrayList<>()).add(n));
    }
    byTemplate.forEach(
        (template, counts) -> {
          counts.sort(null);
          usual.put(template, counts.get((int) (NEARLY_ALL * (counts.size() - 1))));
        });
  }

  private boolean nearlyAll(int having) {
    return having >= NEARLY_ALL * hosts.size();
  }
}
