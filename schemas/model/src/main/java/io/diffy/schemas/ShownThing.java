package io.diffy.schemas;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The thing that a finding is about, and how each instance shows it: what a person accepts.
 *
 * @param name hex fingerprint of its identity, the same in every group
 * @param masked attributes that are left out of the items, sorted
 * @param items the different items that instances show, the finding's own row first; none where the
 *     finding's uid says it all
 * @param acceptedAs the row as which it was accepted before it changed; empty otherwise
 */
public record ShownThing(
    String name, List<String> masked, List<ShownItem> items, Map<String, String> acceptedAs) {
  /** More rows than a person reads before accepting them. */
  public static final int MOST_ITEMS = 20;

  /**
   * One of the items.
   *
   * @param print hex fingerprint of the whole item, without the masked attributes
   * @param row raw row that shows it; empty when it is the finding's own
   * @param instances who shows it, sorted; empty: all instances of the finding
   */
  public record ShownItem(String print, Map<String, String> row, List<String> instances) {
    boolean isShownBy(String instanceId) {
      return instances.isEmpty() || instances.contains(instanceId);
    }
  }

  /** Items of a thing that nobody accepted. */
  public ShownThing(String name, List<String> masked, List<ShownItem> items) {
    this(name, masked, items, Map.of());
  }

  /** The same, accepted as another row before. */
  public ShownThing acceptedAs(Map<String, String> row) {
    return new ShownThing(name, masked, items, row);
  }

  /** The same with other items. */
  public ShownThing with(List<ShownItem> others) {
    return new ShownThing(name, masked, List.copyOf(others), acceptedAs);
  }

  /** The prints of the items that the instance shows, as far as the event holds them. */
  public Set<String> printsOf(String instanceId) {
    Set<String> prints = new TreeSet<>();
    items.stream().filter(i -> i.isShownBy(instanceId)).forEach(i -> prints.add(i.print()));
    return prints;
  }
}
