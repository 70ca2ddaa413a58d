package io.diffy.rules.volatility;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostsWithSameItems;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A thing that some hosts show: how many, and as which items. */
final class IdentityGroup {
  private final long first;

  /** Most things are one item on all hosts. */
  private Set<Long> others = Set.of();

  private HostsWithSameItems last;
  private boolean severally;
  private int hosts;

  private IdentityGroup(long first) {
    this.first = first;
  }

  /** Everything the hosts show, by fingerprint of the identity. */
  @SuppressWarnings("ReferenceEquality") // each answer stands there once
  static Map<Long, IdentityGroup> of(List<HostsWithSameItems> answers, Catalog catalog) {
    Map<Long, IdentityGroup> things = HostsWithSameItems.map(answers);
    for (HostsWithSameItems alike : answers) {
      for (long item : alike.items()) {
        long identity = catalog.identityOf(item);
        IdentityGroup thing = things.computeIfAbsent(identity, i -> new IdentityGroup(item));
        thing.add(item);
        if (thing.last != alike) {
          thing.last = alike;
          thing.hosts += alike.hosts();
        } else {
          thing.severally = true;
        }
      }
    }
    return things;
  }

  private void add(long item) {
    if (item != first) {
      others = others.isEmpty() ? new HashSet<>(2) : others;
      others.add(item);
    }
  }

  int hosts() {
    return hosts;
  }

  /** Whether all hosts that show it show the same. */
  boolean uniform() {
    return others.isEmpty();
  }

  /** Whether a host shows several of it. */
  boolean severally() {
    return severally;
  }

  /** The attributes that any of its items has. */
  Set<String> columns(Catalog catalog) {
    Set<String> columns = new TreeSet<>(catalog.attributesOf(first).keySet());
    others.forEach(item -> columns.addAll(catalog.attributesOf(item).keySet()));
    return columns;
  }
}
