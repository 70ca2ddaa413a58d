package io.diffy.rules.volatility;

import io.diffy.rules.item.CellText;
import io.diffy.rules.item.Fingerprints;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.ItemCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * The items without the columns that were learnt to be volatile. Items of a thing that differ only
 * there become one masked item, with a fingerprint and a name of its own; all other items stay as
 * they are.
 */
public final class MaskedItems {
  private final Volatility learnt;
  private final Catalog catalog;
  private final Fingerprints fingerprints = new Fingerprints();
  private final IdentityHashMap<long[], long[]> answers = new IdentityHashMap<>();
  private final IdentityHashMap<long[], long[]> hidden = new IdentityHashMap<>();
  private final Map<Long, Long> masks = new HashMap<>();
  private final Map<Long, NavigableSet<Long>> sources = new HashMap<>();
  private final Map<Long, String> names = new HashMap<>();
  private final Set<Long> ofOtherForm = new HashSet<>();

  public MaskedItems(Volatility learnt, Catalog catalog) {
    this.learnt = learnt;
    this.catalog = catalog;
  }

  /**
   * Looks for rows of another form: where most hosts that show a thing show it in one form, a row
   * that a host shows beside its own one of that form is compared with all its columns; where
   * nearly all do, one in its place is, too. So a second program of an interpreter does not hide
   * behind the first.
   *
   * @param rows the compared columns of a row that shows an item
   */
  public void keepOtherForms(List<HostItems> hosts, LongFunction<Map<String, String>> rows) {
    if (learnt.knowsNothing()) {
      return;
    }
    Map<Long, Map<Long, BitSet>> byThing = new TreeMap<>();
    IdentityHashMap<long[], List<BitSet>> ofAnswers = new IdentityHashMap<>();
    for (int n = 0; n < hosts.size(); n++) {
      for (BitSet having :
          ofAnswers.computeIfAbsent(hosts.get(n).items(), items -> among(items, byThing))) {
        having.set(n);
      }
    }
    byThing.forEach(
        (thing, items) -> {
          keepSecondForms(items, rows);
          List<String> naming =
              learnt.of(thing).stream().filter(TokenizedRow.NAMING::contains).toList();
          if (!naming.isEmpty()) {
            keepRareForms(
                items,
                item -> {
                  Map<String, String> row = new TreeMap<>(rows.apply(item));
                  row.keySet().retainAll(naming);
                  return row;
                });
          }
        });
  }

  /** The hosts that have each item of an answer of which something was learnt. */
  private List<BitSet> among(long[] items, Map<Long, Map<Long, BitSet>> byThing) {
    List<BitSet> hosts = new ArrayList<>();
    for (long item : items) {
      long thing = catalog.identityOf(item);
      if (learnt.isSeveral(thing) || learnt.drops(thing)) {
        hosts.add(
            byThing
                .computeIfAbsent(thing, t -> new TreeMap<>())
                .computeIfAbsent(item, i -> new BitSet()));
      }
    }
    return hosts;
  }

  private void keepSecondForms(Map<Long, BitSet> items, LongFunction<Map<String, String>> rows) {
    BitSet having = new BitSet();
    BitSet severally = new BitSet();
    items
        .values()
        .forEach(
            hosts -> {
              BitSet again = (BitSet) hosts.clone();
              again.and(having);
              severally.or(again);
              having.or(hosts);
            });
    if (severally.isEmpty()) {
      return;
    }
    Map<Long, String> forms =
        RowForms.of(
            items,
            having.cardinality() / 2 + 1,
            true,
            item -> TokenizedRow.withoutEnds(rows.apply(item)));
    BitSet ofForm = all(items, forms.keySet());
    items.forEach(
        (item, hosts) -> {
          BitSet without = (BitSet) hosts.clone();
          without.andNot(ofForm);
          if (!forms.containsKey(item) && without.isEmpty()) {
            ofOtherForm.add(item);
          }
        });
  }

  /** Where nearly all fill what names the thing in one form, who fills it otherwise differs. */
  private void keepRareForms(Map<Long, BitSet> items, LongFunction<Map<String, String>> rows) {
    int least = (int) Math.ceil(RowTemplates.NEARLY_ALL * all(items, items.keySet()).cardinality());
    if (least < RowTemplates.FEWEST_HOSTS) {
      return;
    }
    Map<Long, String> forms = RowForms.of(items, least, true, rows);
    if (all(items, forms.keySet()).cardinality() >= least) {
      items.keySet().stream().filter(item -> !forms.containsKey(item)).forEach(ofOtherForm::add);
    }
  }

  private static BitSet all(Map<Long, BitSet> items, Set<Long> of) {
    BitSet all = new BitSet();
    of.forEach(item -> all.or(items.get(item)));
    return all;
  }

  /**
   * Whether it is compared with all its columns, whatever was learnt of its thing, and though the
   * peers agree on none.
   */
  public boolean isOfOtherForm(long item) {
    return ofOtherForm.contains(item);
  }

  /** The answer as it is compared. */
  public HostItems of(HostItems host) {
    return new HostItems(host.instance(), host.collectedAt(), ofAll(host.items()));
  }

  /** The baseline as it is compared. */
  public BaselineItems of(BaselineItems reference) {
    return reference.with(this::ofAll);
  }

  /** Sorted items as they are compared, sorted, each once; one array for one array. */
  public long[] ofAll(long[] items) {
    return learnt.dropsNothing()
        ? items
        : answers.computeIfAbsent(
            items, all -> ItemCounts.sorted(Arrays.stream(all).map(this::of).toArray()));
  }

  /** The items of an answer that are compared without some of their columns. */
  public long[] hidden(long[] items) {
    return learnt.dropsNothing()
        ? new long[0]
        : hidden.computeIfAbsent(
            items, all -> Arrays.stream(all).filter(item -> of(item) != item).toArray());
  }

  /** The item that is compared in place of this one. */
  public long of(long item) {
    Long known = masks.get(item);
    if (known == null) {
      known = mask(item);
      masks.put(item, known);
    }
    return known;
  }

  private long mask(long item) {
    Optional<byte[]> name =
        isOfOtherForm(item) ? Optional.empty() : digest(item, learnt.of(catalog.identityOf(item)));
    if (name.isEmpty()) {
      return item;
    }
    long masked = Fingerprints.shortened(name.get());
    names.put(masked, HexFormat.of().formatHex(name.get()));
    sources.computeIfAbsent(masked, m -> new TreeSet<>()).add(item);
    return masked;
  }

  /**
   * Hex fingerprint of the item without these attributes; of a row of another form, with all it
   * has: who accepts such a row accepts no other.
   */
  public String print(long item, List<String> dropped) {
    long print =
        isOfOtherForm(item)
            ? item
            : digest(item, dropped).map(Fingerprints::shortened).orElse(item);
    return HexFormat.of().toHexDigits(print);
  }

  /** Empty when it has none of the attributes. */
  private Optional<byte[]> digest(long item, List<String> dropped) {
    SortedMap<String, Long> kept =
        new TreeMap<>(dropped.isEmpty() ? Map.of() : catalog.attributesOf(item));
    if (!kept.keySet().removeAll(dropped)) {
      return Optional.empty();
    }
    long thing = catalog.identityOf(item);
    // A control character in front, so that no row can read like this.
    StringBuilder text = new StringBuilder("\u001d").append(Long.toHexString(thing));
    kept.forEach(
        (column, print) -> CellText.write(text, CellText.head(column), Long.toHexString(print)));
    return Optional.of(fingerprints.digest(text.toString()));
  }

  public boolean isMasked(long item) {
    return names.containsKey(item);
  }

  /** Name of a masked item: hex SHA-256 of its thing and what was kept of its attributes. */
  public String name(long masked) {
    return names.get(masked);
  }

  /**
   * A real item behind a masked one: the first that one of these answers has, else the first of
   * all; an item that is not masked is its own.
   */
  public long shown(long item, List<HostItems> by) {
    NavigableSet<Long> behind = sources.isEmpty() ? null : sources.get(item);
    if (behind == null) {
      return item;
    }
    return by.stream()
        .flatMapToLong(host -> Arrays.stream(host.items()))
        .filter(behind::contains)
        .findFirst()
        .orElseGet(behind::first);
  }
}
