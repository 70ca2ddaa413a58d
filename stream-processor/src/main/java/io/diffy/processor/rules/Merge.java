package io.diffy.processor.rules;

import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes one deviation of what several pools hold against their hosts: the same thing is one story.
 */
final class Merge {
  private record Story(Kind kind, boolean byIdentity, long thing) {}

  private Merge() {}

  static List<Deviation> sameThing(List<Deviation> deviations, Catalog catalog) {
    Map<Story, Deviation> stories = new LinkedHashMap<>();
    for (Deviation d : deviations) {
      long thing = d.byIdentity() ? catalog.identityOf(d.subject()) : d.subject();
      stories.merge(new Story(d.kind(), d.byIdentity(), thing), d, Merge::both);
    }
    return new ArrayList<>(stories.values());
  }

  private static Deviation both(Deviation a, Deviation b) {
    Map<String, Covered> hosts = new TreeMap<>();
    a.hosts().forEach(h -> hosts.put(h.instance().instanceId(), h));
    b.hosts().forEach(h -> hosts.put(h.instance().instanceId(), h));
    boolean samePool = a.pool().equals(b.pool());
    return new Deviation(
        a.kind(),
        a.subject(),
        a.previous(),
        a.byIdentity(),
        List.copyOf(hosts.values()),
        samePool ? Math.max(a.have(), b.have()) : a.have() + b.have(),
        samePool ? a.covered() : a.covered() + b.covered(),
        samePool ? a.pool() : a.pool() + " and " + b.pool(),
        a.method() == b.method() ? a.method() : Method.BOTH,
        Math.max(a.score(), b.score()));
  }

  /** Sorted by instance id, for a fixed order of everything that follows. */
  static List<Covered> sorted(Collection<Covered> hosts) {
    return hosts.stream().sorted(Comparator.comparing(h -> h.instance().instanceId())).toList();
  }
}
