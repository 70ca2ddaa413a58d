package io.diffy.rules.detection;

import io.diffy.rules.peers.HostItems;
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
final class MergeSameIdentity {
  private record Story(Kind kind, boolean byIdentity, long thing) {}

  private MergeSameIdentity() {}

  static List<RawDeviation> sameThing(List<RawDeviation> accusations) {
    Map<Story, RawDeviation> stories = new LinkedHashMap<>();
    for (RawDeviation a : accusations) {
      boolean byIdentity = a.identity() != 0;
      long thing = byIdentity ? a.identity() : a.subject();
      stories.merge(new Story(a.kind(), byIdentity, thing), a, MergeSameIdentity::both);
    }
    return new ArrayList<>(stories.values());
  }

  private static RawDeviation both(RawDeviation a, RawDeviation b) {
    Map<String, HostItems> hosts = new TreeMap<>();
    a.hosts().forEach(h -> hosts.put(h.instance().instanceId(), h));
    b.hosts().forEach(h -> hosts.put(h.instance().instanceId(), h));
    boolean samePool = a.pool().equals(b.pool());
    return new RawDeviation(
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
  static List<HostItems> sorted(Collection<HostItems> hosts) {
    return hosts.stream().sorted(Comparator.comparing(h -> h.instance().instanceId())).toList();
  }
}
