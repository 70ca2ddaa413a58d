package io.diffy.rules.volatility;

import io.diffy.rules.item.CellText;
import io.diffy.rules.item.Fingerprints;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

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
  private final Map<Long, Long> masks = new HashMap<>();
  private final Map<Long, NavigableSet<Long>> sources = new HashMap<>();
  private final Map<Long, String> names = new HashMap<>();

  public MaskedItems(Volatility learnt, Catalog catalog) {
    this.learnt = learnt;
    this.catalog = catalog;
  }

  /** The answer as it is compared. */
  public HostItems of(HostItems host) {
    return new HostItems(host.instance(), host.collectedAt(), ofAll(host.items()));
  }

  /** The baseline as it is compared. */
  public BaselineItems of(BaselineItems reference) {
    return new BaselineItems(
        reference.cohort(), reference.version(), reference.takenAt(), ofAll(reference.items()));
  }

  /** Sorted items as they are compared, sorted, each once; one array for one array. */
  public long[] ofAll(long[] items) {
    return learnt.dropsNothing()
        ? items
        : answers.computeIfAbsent(
            items, all -> Arrays.stream(all).map(this::of).sorted().distinct().toArray());
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
        digest(item, learnt.of(catalog.identityOf(item)), catalog, fingerprints);
    if (name.isEmpty()) {
      return item;
    }
    long masked = Fingerprints.shortened(name.get());
    names.put(masked, HexFormat.of().formatHex(name.get()));
    sources.computeIfAbsent(masked, m -> new TreeSet<>()).add(item);
    return masked;
  }

  /** The item that is compared in place of this one when these attributes are left out. */
  public static long without(long item, List<String> dropped, Catalog catalog) {
    return digest(item, dropped, catalog, new Fingerprints())
        .map(Fingerprints::shortened)
        .orElse(item);
  }

  /** Empty when it has none of the attributes. */
  private static Optional<byte[]> digest(
      long item, List<String> dropped, Catalog catalog, Fingerprints fingerprints) {
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
    NavigableSet<Long> behind = sources.get(item);
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
