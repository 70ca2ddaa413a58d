package io.diffy.rules.evaluation;

import io.diffy.rules.exception.ShownPrint;
import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers whether a compared instance has an item, or any item of a thing. */
public final class ItemPresence {
  private final Map<String, HostItems> byInstance;
  private final Catalog catalog;
  private final Optional<ShownItems> shown;

  private ItemPresence(
      Map<String, HostItems> byInstance, Catalog catalog, Optional<ShownItems> shown) {
    this.byInstance = byInstance;
    this.catalog = catalog;
    this.shown = shown;
  }

  /** Of items without attributes. */
  public static ItemPresence of(List<HostItems> compared, Catalog catalog) {
    return of(compared, catalog, Optional.empty());
  }

  static ItemPresence of(List<HostItems> compared, Catalog catalog, Optional<ShownItems> shown) {
    return new ItemPresence(
        compared.stream().collect(Collectors.toMap(HostItems::instanceId, Function.identity())),
        catalog,
        shown);
  }

  /**
   * What a compared instance shows of a thing or an item, to be held against what was accepted.
   *
   * @param identity fingerprint of the thing, or 0 to ask for the item itself
   */
  public Collection<ShownPrint> shown(String instanceId, long item, long identity) {
    return shown
        .filter(items -> identity != 0 || items.knows(item))
        .map(
            items ->
                items.of(
                    instanceId,
                    item,
                    identity == 0 ? catalog.identityOf(item) : identity,
                    identity != 0))
        .orElse(ShownPrint.NONE);
  }

  /**
   * On how many of these instances the row of a thing is the same, with all its columns, where most
   * are.
   */
  public int alike(Collection<String> instances, long identity) {
    Map<Long, Integer> hosts = new HashMap<>();
    for (String id : instances) {
      Arrays.stream(byInstance.get(id).items())
          .filter(item -> catalog.identityOf(item) == identity)
          .filter(item -> shown.filter(items -> items.isMasked(item)).isEmpty())
          .forEach(item -> hosts.merge(item, 1, Integer::sum));
    }
    return hosts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** The compared columns in which two raw rows differ, sorted. */
  public List<String> differing(Map<String, String> a, Map<String, String> b) {
    return shown.map(items -> items.differing(a, b)).orElse(List.of());
  }

  public boolean compared(String instanceId) {
    return byInstance.containsKey(instanceId);
  }

  /**
   * Whether a compared instance has an item, or any item of a thing.
   *
   * @param identity fingerprint of the thing, or 0 to ask for the item itself
   */
  public boolean has(String instanceId, long item, long identity) {
    long[] items = byInstance.get(instanceId).items();
    return identity == 0
        ? Arrays.binarySearch(items, item) >= 0
        : Arrays.stream(items).anyMatch(mine -> catalog.identityOf(mine) == identity);
  }
}
