package io.diffy.processor.evaluation.state;

import io.diffy.processor.store.StoreName;
import io.diffy.processor.store.Table;
import io.diffy.rules.evaluation.EvidenceLimits;
import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.CanonicalAnswer.RowItem;
import io.diffy.rules.item.Fingerprints;
import io.diffy.rules.state.ItemSet;
import io.diffy.rules.state.KnownItem;
import io.diffy.rules.state.KnownItem.RowSample;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.GroupKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What answers consist of. Two stores: {@code item-sets} (the fingerprints of an answer, once for
 * all instances that answer alike) and {@code items} (one entry per distinct item). Both leave when
 * no answer refers to them.
 */
public final class ItemStore {
  public static final StoreName ITEM_SETS = StoreName.state("item-sets");
  public static final StoreName ITEMS = StoreName.state("items");

  /** A set stands for a tenth of its items, when it is counted how much that is new one brings. */
  private static final int ITEMS_PER_SET = 10;

  private final Table<ItemSet> sets;
  private final Table<byte[]> setBytes;
  private final Table<byte[]> items;
  private final Fingerprints fingerprints = new Fingerprints();

  /** A new row is often one more of the same. */
  private NamedThing last = thing("");

  private record NamedThing(String identity, long print, String name) {}

  public ItemStore(KeyValueStore<String, byte[]> itemSets, KeyValueStore<String, byte[]> items) {
    this.sets = new Table<>(itemSets, ItemSet::encode, ItemSet::decode);
    this.setBytes = Table.ofBytes(itemSets);
    this.items = Table.ofBytes(items);
  }

  /**
   * Keeps the items of an answer. An instance that answers like others before it costs nothing
   * here, unless its rows are better evidence: from a smaller instance id, or from an earlier time.
   * Returns how many items are new to the store; a new set counts like a tenth of its items, for so
   * much smaller they are there.
   *
   * @param newest whether the instance has no newer answer to the query
   */
  int keep(GroupKey group, String query, SnapshotVersion answer, AnswerGist gist, boolean newest) {
    String set = StateKeys.hex(gist.name());
    String instanceId = answer.instance().instanceId();
    Optional<byte[]> stored = setBytes.get(group, query, set);
    boolean first =
        stored.filter(known -> instanceId.compareTo(ItemSet.firstOf(known)) >= 0).isEmpty();
    int newSet = stored.isEmpty() ? gist.different() / ITEMS_PER_SET : 0;
    if (!first && newest) {
      return newSet;
    }
    CanonicalAnswer canonical = gist.whole().get();
    if (first) {
      sets.put(new ItemSet(canonical.items(), instanceId, canonical.leftOut()), group, query, set);
    }
    int newItems = 0;
    String prefix = StateKeys.prefix(group, query);
    for (int row : canonical.byPrint()) {
      newItems += keepItem(prefix + StateKeys.hex(canonical.print(row)), canonical, row, answer);
    }
    return newItems + newSet;
  }

  /** Keeps an item of an answer; returns 1 when there was no such item, else 0. */
  private int keepItem(String key, CanonicalAnswer canonical, int row, SnapshotVersion answer) {
    String instanceId = answer.instance().instanceId();
    Optional<byte[]> stored = items.get(key);
    if (stored.filter(known -> KnownItem.hasBetterThan(known, instanceId)).isPresent()) {
      return 0;
    }
    KnownItem before = stored.map(KnownItem::decode).orElseGet(() -> unseen(canonical.line(row)));
    KnownItem after =
        before.with(
            new RowSample(
                instanceId, answer.eventTime(), EvidenceLimits.bounded(canonical.row(row))));
    if (stored.isEmpty() || !after.equals(before)) {
      items.put(after.encode(), key);
    }
    return stored.isEmpty() ? 1 : 0;
  }

  private NamedThing thing(String identity) {
    byte[] digest = fingerprints.digest(identity);
    return new NamedThing(
        identity, Fingerprints.shortened(digest), HexFormat.of().formatHex(digest));
  }

  private KnownItem unseen(RowItem line) {
    if (!line.item().identity().equals(last.identity())) {
      last = thing(line.item().identity());
    }
    return new KnownItem(
        last.print(),
        last.name(),
        line.name(fingerprints),
        line.item().prints(fingerprints),
        List.of(),
        line.exact());
  }

  public ItemSet set(GroupKey group, String query, long set) {
    return sets.get(group, query, StateKeys.hex(set))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the item set "
                        + StateKeys.hex(set)
                        + " of "
                        + group
                        + " "
                        + query
                        + " is lost"));
  }

  /** The items of a group and query as stored, by fingerprint, in the order of the store. */
  public Map<Long, byte[]> of(GroupKey group, String query) {
    List<Map.Entry<Long, byte[]>> all = new ArrayList<>();
    items.forEach(
        (item, stored) -> all.add(Map.entry(HexFormat.fromHexDigitsToLong(item), stored)),
        group,
        query);
    Map<Long, byte[]> found = new LinkedHashMap<>(2 * all.size());
    all.forEach(item -> found.put(item.getKey(), item.getValue()));
    return found;
  }

  /** Deletes sets that no answer refers to, and items that no set holds. */
  public void sweep(GroupKey group, String query, Set<String> referred) {
    List<String> unused = new ArrayList<>();
    setBytes.forEach(
        (name, stored) -> {
          if (!referred.contains(name)) {
            unused.add(name);
          }
        },
        group,
        query);
    if (unused.isEmpty()) {
      return;
    }
    unused.forEach(set -> sets.delete(group, query, set));
    Set<String> held = new HashSet<>();
    sets.forEach(
        (name, set) -> {
          for (long item : set.items()) {
            held.add(StateKeys.hex(item));
          }
          set.leftOut().keySet().forEach(item -> held.add(StateKeys.hex(item)));
        },
        group,
        query);
    List<String> nowhere = new ArrayList<>();
    items.forEach(
        (item, stored) -> {
          if (!held.contains(item)) {
            nowhere.add(item);
          }
        },
        group,
        query);
    nowhere.forEach(item -> items.delete(group, query, item));
  }
}
