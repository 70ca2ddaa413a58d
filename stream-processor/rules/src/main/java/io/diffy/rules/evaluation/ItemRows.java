package io.diffy.rules.evaluation;

import io.diffy.rules.item.ItemWriter;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.volatility.MaskedItems;
import io.diffy.rules.volatility.Volatility;
import io.diffy.schemas.Instance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the items of one evaluation read like, and in which compared attributes they differ. */
public final class ItemRows {
  /** Stands for a column where it can't be said which changed. */
  public static final String WHOLE_ROW = "(the row)";

  private final ItemCatalog catalog;
  private final MaskedItems masks;
  private final Volatility learnt;
  private final QueryRules rules;

  ItemRows(ItemCatalog catalog, MaskedItems masks, Volatility learnt, QueryRules rules) {
    this.catalog = catalog;
    this.masks = masks;
    this.learnt = learnt;
    this.rules = rules;
  }

  /** Of an evaluation that has no items. */
  public static ItemRows none() {
    ItemCatalog none = new ItemCatalog(Map.of(), List.of());
    Volatility learnt = Volatility.learn(List.of(), item -> item, Set.of());
    return new ItemRows(none, new MaskedItems(learnt, none), learnt, QueryRules.unknown());
  }

  /** Whether it is still known what the item reads like. */
  public boolean knows(long item) {
    return catalog.knows(item);
  }

  /** The thing of an item that is known. */
  public long thingOf(long item) {
    return catalog.identityOf(item);
  }

  /** A raw row that shows the item, from this instance where it can be. */
  public Map<String, String> row(long item, String instanceId) {
    return catalog.row(item, Set.of(instanceId));
  }

  /** A raw row that shows an item that is compared, as an example of many. */
  public Map<String, String> example(long item, String instanceId) {
    return EvidenceLimits.brief(row(masks.shown(item, List.of()), instanceId));
  }

  /** A raw row as it is compared. */
  public Map<String, Long> compared(Map<String, String> row, Instance instance, long thing) {
    return withoutLearnt(new ItemWriter(rules, instance).item(row).prints(), thing);
  }

  /** An item as it is compared. */
  public Map<String, Long> compared(long item) {
    return masks.isOfOtherForm(item)
        ? catalog.attributesOf(item)
        : withoutLearnt(catalog.attributesOf(item), catalog.identityOf(item));
  }

  private Map<String, Long> withoutLearnt(SortedMap<String, Long> prints, long thing) {
    Map<String, Long> kept = new TreeMap<>(prints);
    learnt.of(thing).forEach(kept::remove);
    return kept;
  }

  /** How an event names the item as it is compared. */
  public String print(long item, List<String> masked) {
    return masks.print(item, masked);
  }

  /** The columns in which they differ, sorted. */
  public static Set<String> differing(Map<String, Long> one, Map<String, Long> other) {
    Set<String> columns = new TreeSet<>(one.keySet());
    columns.addAll(other.keySet());
    columns.removeIf(
        column -> one.containsKey(column) && one.get(column).equals(other.get(column)));
    return columns;
  }
}
