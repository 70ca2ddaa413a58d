package io.diffy.rules.evaluation;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers whether a compared instance has an item, or any item of a thing. */
public final class ItemPresence {
  private final Map<String, HostItems> byInstance;
  private final Catalog catalog;

  private ItemPresence(Map<String, HostItems> byInstance, Catalog catalog) {
    this.byInstance = byInstance;
    this.catalog = catalog;
  }

  public static ItemPresence of(List<HostItems> compared, Catalog catalog) {
    return new ItemPresence(
        compared.stream().collect(Collectors.toMap(HostItems::instanceId, Function.identity())),
        catalog);
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
