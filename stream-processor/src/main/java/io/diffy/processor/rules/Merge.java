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
 * Makes one accusation of what several pools hold against their hosts: the same thing is one story.
 */
final class Merge {
  private record Story(Kind kind, boolean byIdentity, long thing) {}

  private Merge() {}

  static List<Accusation> sameThing(List<Accusation> accusations) {
    Map<Story, Accusation> stories = new LinkedHashMap<>();
    for (Accusation a : accusations) {
      boolean byIdentity = a.identity() != 0;
      long thing = byIdentity ? a.identity() : a.subject();
      stories.merge(new Story(a.kind(), byIdentity, thing), a, Merge::both);
    }
    return new ArrayList<>(stories.values());
  }

  private static Accusation both(Accusation a, Accusation b) {
    Map<String, Covered> hosts = new TreeMap<>();
    a.hosts().forEach(h -> hosts.put(h.instance().instanceId(), h));
    b.hosts().forEach(h -> hosts.put(h.instance().instanceId(), h));
    boolean samePool = a.pool().equals(b.pool());
    return new Accusation(
        a.kind(),
        a.subject(),
        a.previous(),
        a.identity(),
        List.copyOf(hosts.values()),
        samePool ? Math.max(a.have(), b.have()) : a.have() + b.have(),
        samePool ? a.covered() : a.covered() + b.covered(),
        samePool ? a.pool() : a.pool() + " and " + b.pool(),
        a.method() == b.method() ? a.method() : Method.BOTH,
        a.everywhere() && b.everywhere());
  }

  /** Sorted by instance id, for a fixed order of everything that follows. */
  static List<Covered> sorted(Collection<Covered> hosts) {
    return hosts.stream().sorted(Comparator.comparing(h -> h.instance().instanceId())).toList();
  }
}
