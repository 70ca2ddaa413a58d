package io.diffy.rules.evaluation;

import io.diffy.rules.item.Fingerprints;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.HostsWithSameItems;
import io.diffy.rules.peers.ItemCounts;
import io.diffy.rules.peers.PeerGroup;
import io.diffy.rules.peers.PeerGroups;
import io.diffy.rules.state.KnownItem;
import io.diffy.rules.volatility.ConfirmedTexts;
import io.diffy.rules.volatility.ConfirmedTexts.Texts;
import io.diffy.schemas.pack.TableTrait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Answers are kept with their exact texts, and compared with masks. Hosts that show the text on
 * which their peers agree, and all hosts where the peers agree on none, show the masked item. Who
 * shows another text shows an item of its own, in which that text stands.
 */
public final class ExactTexts {
  private static final double NEARLY_ALL = 0.9;

  private final QueryRules rules;
  private final Map<Long, byte[]> items;
  private final Map<String, long[]> kept = new HashMap<>();
  private final Map<Long, KnownItem> confirmable = new HashMap<>();
  private final Set<Long> maskedItems = new HashSet<>();
  private final Map<Long, Texts> texts = new HashMap<>();
  private final Map<Long, SortedMap<String, Long>> differing = new TreeMap<>();
  private final IdentityHashMap<long[], long[]> compared = new IdentityHashMap<>();
  private final IdentityHashMap<long[], long[]> hidden = new IdentityHashMap<>();
  private final Map<Answer, long[]> same = new HashMap<>();
  private final List<HostItems> covered = new ArrayList<>();
  private ConfirmedTexts ofAll;

  /** Hosts that show the same share one array, so that what looks at sets looks once. */
  private record Answer(long[] items) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Answer other && Arrays.equals(items, other.items);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(items);
    }
  }

  /**
   * Lets the peers decide.
   *
   * @param stored items as they are kept, by fingerprint
   */
  ExactTexts(List<HostItems> hosts, Map<Long, byte[]> stored, QueryRules rules) {
    this.rules = rules;
    hosts.forEach(host -> kept.putIfAbsent(host.instanceId(), host.items()));
    stored.forEach(
        (item, bytes) -> {
          if (KnownItem.isConfirmable(bytes)) {
            KnownItem known = KnownItem.decode(bytes);
            confirmable.put(item, known);
            maskedItems.add(known.masked());
            texts.put(item, new Texts(known.identity(), known.exact()));
          }
        });
    items = confirmable.isEmpty() ? stored : new HashMap<>(stored);
    if (confirmable.isEmpty()) {
      covered.addAll(hosts);
      return;
    }
    for (PeerGroup peers : PeerGroups.of(hosts, List.of())) {
      ConfirmedTexts agreed = learn(peers.members());
      Map<Long, Integer> usual = usualCounts(peers.members());
      peers.reported().forEach(host -> covered.add(compared(host, agreed, hosts, usual)));
    }
    // Whose text the peers agree on comes first: its rows are the example of what is usual.
    new TreeMap<>(confirmable)
        .entrySet().stream()
            .sorted(Comparator.comparing(e -> differing.containsKey(e.getKey())))
            .forEach(e -> addCompared(e.getKey(), e.getValue()));
  }

  /**
   * Answers with all masks, by instance id: where it is only asked who shares something.
   *
   * @param stored items as they are kept, by fingerprint
   */
  public static Map<String, long[]> masked(Map<String, long[]> answers, Map<Long, byte[]> stored) {
    ExactTexts all = new ExactTexts(List.of(), stored, QueryRules.unknown());
    IdentityHashMap<long[], long[]> known = new IdentityHashMap<>();
    Map<String, long[]> masked = new TreeMap<>();
    answers.forEach((id, items) -> masked.put(id, known.computeIfAbsent(items, all::of)));
    return masked;
  }

  /** The answers as they are compared, each host once. */
  List<HostItems> covered() {
    return covered;
  }

  /** What is known of the items, of those that are compared too. */
  Map<Long, byte[]> items() {
    return items;
  }

  /**
   * An answer with its items as they are kept, too: what a finding was about before a column was
   * masked, or was not, must still be found.
   *
   * @param learning the answer before columns were learnt to be volatile
   */
  HostItems asKept(HostItems compared, HostItems learning) {
    long[] raw = kept.get(compared.instanceId());
    return raw == compared.items()
        ? compared
        : new HostItems(
            compared.instance(),
            compared.collectedAt(),
            Stream.of(raw, learning.items(), compared.items())
                .flatMapToLong(LongStream::of)
                .sorted()
                .distinct()
                .toArray());
  }

  /**
   * Whether the item shows another text than the one on which the peers agree, in a column that is
   * no id: those are handed out.
   */
  boolean differs(long item) {
    return differing.getOrDefault(item, new TreeMap<>()).keySet().stream()
        .anyMatch(column -> !rules.isId(column));
  }

  /** The items of a host as they are kept. */
  long[] keptOf(HostItems compared) {
    return kept.getOrDefault(compared.instanceId(), compared.items());
  }

  /** As which item a host's item is compared that is kept. */
  long comparedAs(HostItems compared, long item) {
    return Arrays.binarySearch(compared.items(), item) >= 0 ? item : maskedOf(item);
  }

  /** Whether it is an item with all masks, in place of kept ones. */
  boolean isMasked(long item) {
    return !confirmable.isEmpty() && maskedItems.contains(item);
  }

  /** A kept item with all masks. */
  long maskedOf(long item) {
    KnownItem known = confirmable.get(item);
    return known == null ? item : known.masked();
  }

  /** What the masks of a kept item hide, by column, each text as a fingerprint. */
  SortedMap<String, Long> behindMasks(long item) {
    Texts known = texts.get(item);
    return known == null ? Collections.emptySortedMap() : known.exact();
  }

  /** The items of a host, as they are kept, in which a mask hides that hosts differ. */
  long[] hiddenOf(String instanceId) {
    return hidden.getOrDefault(kept.get(instanceId), new long[0]);
  }

  /** An earlier answer as it would be compared now. */
  long[] of(long[] answer) {
    return confirmable.isEmpty() ? answer : masked(answer, differing);
  }

  /** How many rows of one masked form nearly every host has, where they all have as many. */
  private Map<Long, Integer> usualCounts(List<HostItems> hosts) {
    Map<Long, Map<Integer, Integer>> hostsByCount = new HashMap<>();
    for (HostsWithSameItems alike : HostsWithSameItems.of(hosts)) {
      counts(alike.items())
          .forEach(
              (form, rows) ->
                  hostsByCount
                      .computeIfAbsent(form, f -> new HashMap<>())
                      .merge(rows, alike.hosts(), Integer::sum));
    }
    Map<Long, Integer> usual = new HashMap<>();
    hostsByCount.forEach(
        (form, counts) ->
            counts.forEach(
                (rows, having) -> {
                  if (counts.size() > 1 && having >= NEARLY_ALL * hosts.size()) {
                    usual.put(form, rows);
                  }
                }));
    return usual;
  }

  private Map<Long, Integer> counts(long[] raw) {
    Map<Long, Integer> counts = new HashMap<>();
    for (long item : raw) {
      KnownItem known = confirmable.get(item);
      if (known != null) {
        counts.merge(known.masked(), 1, Integer::sum);
      }
    }
    return counts;
  }

  /** The rows of a host of which it has one too many are compared as they are, beside the usual. */
  private void addSurplus(
      long[] raw, Map<Long, Integer> usual, Map<Long, SortedMap<String, Long>> odd) {
    if (usual.isEmpty()) {
      return;
    }
    Set<Long> told = new HashSet<>();
    odd.keySet().forEach(item -> told.add(confirmable.get(item).masked()));
    Map<Long, Integer> mine = counts(raw);
    for (long item : raw) {
      KnownItem known = confirmable.get(item);
      if (known != null
          && !told.contains(known.masked())
          && mine.get(known.masked()) > usual.getOrDefault(known.masked(), Integer.MAX_VALUE)) {
        odd.putIfAbsent(item, known.exact());
      }
    }
  }

  private ConfirmedTexts ofAll(List<HostItems> hosts) {
    ofAll = ofAll == null ? learn(hosts) : ofAll;
    return ofAll;
  }

  private ConfirmedTexts learn(List<HostItems> hosts) {
    return ConfirmedTexts.learn(
        hosts, texts::get, rules::isId, rules.traits().contains(TableTrait.DELIBERATE));
  }

  private HostItems compared(
      HostItems host, ConfirmedTexts agreed, List<HostItems> all, Map<Long, Integer> usual) {
    long[] answer =
        compared.computeIfAbsent(
            host.items(),
            raw -> {
              Map<Long, SortedMap<String, Long>> odd =
                  new TreeMap<>(agreed.differing(raw, () -> ofAll(all)));
              addSurplus(raw, usual, odd);
              odd.forEach(
                  (item, exact) ->
                      differing.computeIfAbsent(item, i -> new TreeMap<>()).putAll(exact));
              hidden.put(raw, agreed.hidden(raw, odd.keySet()));
              long[] masked = masked(raw, odd);
              return same.computeIfAbsent(new Answer(masked), a -> masked);
            });
    return new HostItems(host.instance(), host.collectedAt(), answer);
  }

  private long[] masked(long[] raw, Map<Long, SortedMap<String, Long>> odd) {
    return ItemCounts.sorted(
        Arrays.stream(raw).map(item -> odd.containsKey(item) ? item : maskedOf(item)).toArray());
  }

  private void addCompared(long item, KnownItem known) {
    SortedMap<String, Long> odd = differing.get(item);
    if (odd != null) {
      SortedMap<String, Long> prints = new TreeMap<>(known.prints());
      prints.putAll(odd);
      items.put(item, known.as(name(item), prints).encode());
    }
    byte[] before = items.get(known.masked());
    KnownItem masked =
        before == null ? known.as(known.name(), known.prints()) : KnownItem.decode(before);
    if (odd == null && before != null) {
      for (KnownItem.RowSample sample : known.samples()) {
        masked = masked.with(sample);
      }
    }
    items.put(known.masked(), masked.encode());
  }

  /** With a control character in front, so that no row can read like this. */
  private static String name(long item) {
    return HexFormat.of().formatHex(new Fingerprints().digest("\u001d" + Long.toHexString(item)));
  }
}
