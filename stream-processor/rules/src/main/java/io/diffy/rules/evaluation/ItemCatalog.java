package io.diffy.rules.evaluation;

import io.diffy.rules.item.CanonicalAnswer.RowItem;
import io.diffy.rules.item.Fingerprints;
import io.diffy.rules.peers.Catalog;
import io.diffy.rules.state.KnownItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** What is known of the items of one group and query: from the store, else from a baseline. */
final class ItemCatalog implements Catalog {
  private final Map<Long, byte[]> items;
  private final List<CanonicalBaseline> baselines;
  private final Map<Long, Long> identities = new HashMap<>();
  private final Map<Long, SortedMap<String, Long>> attributes = new HashMap<>();
  private final Map<Long, List<Long>> things = new HashMap<>();
  private final Fingerprints fingerprints = new Fingerprints();

  /**
   * For one evaluation.
   *
   * @param items as stored, by fingerprint
   */
  ItemCatalog(Map<Long, byte[]> items, List<CanonicalBaseline> baselines) {
    this.items = items;
    this.baselines = baselines;
  }

  /** Whether any answer or baseline that is kept shows the item. */
  boolean knows(long item) {
    return items.containsKey(item) || baselines.stream().anyMatch(b -> b.lines().containsKey(item));
  }

  @Override
  public long identityOf(long item) {
    byte[] stored = items.get(item);
    return stored != null
        ? KnownItem.identityOf(stored)
        : identities.computeIfAbsent(item, this::identityOfBaselineItem);
  }

  /** All items of a thing that hosts have shown, sorted. */
  List<Long> itemsOf(long thing) {
    if (things.isEmpty()) {
      items.keySet().stream()
          .mapToLong(Long::longValue)
          .sorted()
          .forEach(
              item ->
                  things
                      .computeIfAbsent(
                          KnownItem.identityOf(items.get(item)), t -> new ArrayList<>(1))
                      .add(item));
    }
    return things.getOrDefault(thing, List.of());
  }

  private long identityOfBaselineItem(long item) {
    return Fingerprints.shortened(fingerprints.digest(line(item).item().identity()));
  }

  @Override
  public SortedMap<String, Long> attributesOf(long item) {
    return attributes.computeIfAbsent(item, this::readAttributes);
  }

  private SortedMap<String, Long> readAttributes(long item) {
    byte[] stored = items.get(item);
    return stored != null ? KnownItem.decode(stored).prints() : line(item).item().prints();
  }

  /**
   * The attributes in which two items of a thing differ as they are compared: what is masked in the
   * rows, such as the host's own name, does not count. Items of too many columns name none.
   */
  List<String> differing(long odd, long usual, Map<String, String> row, List<String> masked) {
    Map<String, Long> peers = attributesOf(usual);
    return attributesOf(odd).entrySet().stream()
        .filter(a -> !a.getValue().equals(peers.get(a.getKey())))
        .map(Map.Entry::getKey)
        .filter(column -> row.containsKey(column) && !masked.contains(column))
        .toList();
  }

  /** Hex name of the item, or of its thing. */
  String name(long item, boolean ofThing) {
    byte[] stored = items.get(item);
    if (stored != null) {
      KnownItem known = KnownItem.decode(stored);
      return ofThing ? known.identityName() : known.name();
    }
    RowItem line = line(item);
    String text = ofThing ? line.item().identity() : line.item().text();
    return HexFormat.of().formatHex(fingerprints.digest(text));
  }

  /** A raw row that shows the item: from one of these instances where there is one. */
  Map<String, String> row(long item, Collection<String> from) {
    byte[] stored = items.get(item);
    return stored != null
        ? KnownItem.decode(stored).rowFrom(from)
        : EvidenceLimits.bounded(line(item).row());
  }

  /** Rows of these instances that show the item, as far as they are known; else of any other. */
  List<Map<String, String>> rows(long item, Set<String> from) {
    byte[] stored = items.get(item);
    return stored == null ? List.of() : KnownItem.decode(stored).rowsFrom(from);
  }

  /** An item that no instance shows stands in a baseline. */
  private RowItem line(long item) {
    return baselines.stream()
        .filter(b -> b.lines().containsKey(item))
        .findFirst()
        .map(b -> b.lines().get(item))
        .orElseThrow(
            () -> new IllegalStateException("the item " + Long.toHexString(item) + " is lost"));
  }
}
