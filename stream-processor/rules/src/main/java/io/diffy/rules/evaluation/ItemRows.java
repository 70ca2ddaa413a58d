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
  private final ShownItems shown;

  /**
   * One row of a thing.
   *
   * @param values its attributes as they are compared, by column, each as a fingerprint
   * @param behind texts that masks hide, in the same form
   */
  public record ComparedRow(Map<String, Long> values, Map<String, Long> behind) {}

  ItemRows(
      ItemCatalog catalog,
      MaskedItems masks,
      Volatility learnt,
      QueryRules rules,
      ShownItems shown) {
    this.catalog = catalog;
    this.masks = masks;
    this.learnt = learnt;
    this.rules = rules;
    this.shown = shown;
  }

  /** Of an evaluation that has no items. */
  public static ItemRows none() {
    ItemCatalog none = new ItemCatalog(Map.of(), List.of());
    Volatility learnt = Volatility.learn(List.of(), item -> item, Set.of());
    MaskedItems masks = new MaskedItems(learnt, none);
    ExactTexts exact = new ExactTexts(List.of(), Map.of(), QueryRules.unknown());
    return new ItemRows(
        none,
        masks,
        learnt,
        QueryRules.unknown(),
        new ShownItems(Map.of(), exact, none, masks, QueryRules.unknown()));
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
  public ComparedRow compared(Map<String, String> row, Instance instance, long thing) {
    ItemWriter writer = new ItemWriter(rules, instance);
    return new ComparedRow(
        withoutLearnt(writer.item(row).prints(), thing),
        withoutLearnt(writer.exactPrints(row), thing));
  }

  /** An item as it is compared. */
  public ComparedRow compared(long item) {
    SortedMap<String, Long> values = catalog.attributesOf(shown.maskedOf(item));
    SortedMap<String, Long> behind = shown.behindMasks(item);
    long thing = catalog.identityOf(item);
    return masks.isOfOtherForm(item)
        ? new ComparedRow(values, behind)
        : new ComparedRow(withoutLearnt(values, thing), withoutLearnt(behind, thing));
  }

  /** The item with all masks. */
  public long maskedOf(long item) {
    return shown.maskedOf(item);
  }

  private Map<String, Long> withoutLearnt(SortedMap<String, Long> prints, long thing) {
    Map<String, Long> kept = new TreeMap<>(prints);
    learnt.of(thing).forEach(kept::remove);
    return kept;
  }

  /** How an event names the item as a host shows it. */
  public String print(String instanceId, long item, List<String> masked) {
    return shown.print(instanceId, item, masked);
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
