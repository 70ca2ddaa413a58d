package io.diffy.rules.volatility;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostsWithSameItems;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A thing that some hosts show: how many, and as which items. */
final class IdentityGroup {
  private final Set<Long> items = new HashSet<>(2);
  private int hosts;

  private IdentityGroup() {}

  /** Everything the hosts show, by fingerprint of the identity. */
  static Map<Long, IdentityGroup> of(List<HostsWithSameItems> answers, Catalog catalog) {
    Map<Long, IdentityGroup> things = new HashMap<>();
    for (HostsWithSameItems alike : answers) {
      Set<Long> seen = new HashSet<>();
      for (long item : alike.items()) {
        long identity = catalog.identityOf(item);
        IdentityGroup thing = things.computeIfAbsent(identity, i -> new IdentityGroup());
        thing.items.add(item);
        thing.hosts += seen.add(identity) ? alike.hosts() : 0;
      }
    }
    return things;
  }

  int hosts() {
    return hosts;
  }

  /** Whether all hosts that show it show the same. */
  boolean uniform() {
    return items.size() == 1;
  }

  /** The attributes that any of its items has. */
  Set<String> columns(Catalog catalog) {
    Set<String> columns = new TreeSet<>();
    items.forEach(item -> columns.addAll(catalog.attributesOf(item).keySet()));
    return columns;
  }
}
