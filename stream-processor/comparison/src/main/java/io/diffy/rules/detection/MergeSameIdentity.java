package io.diffy.rules.detection;

import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes one deviation of the same thing in several peer groups. */
final class MergeSameIdentity {
  private record Same(Kind kind, boolean byIdentity, long odd) {}

  private MergeSameIdentity() {}

  static List<Deviation> asOne(List<Deviation> deviations) {
    Map<Same, Deviation> merged = new LinkedHashMap<>();
    for (Deviation d : deviations) {
      Same same = new Same(d.kind(), d.item().byIdentity(), d.item().odd());
      merged.merge(same, d, MergeSameIdentity::both);
    }
    return new ArrayList<>(merged.values());
  }

  private static Deviation both(Deviation a, Deviation b) {
    Map<String, HostItems> hosts = new TreeMap<>();
    a.hosts().forEach(h -> hosts.put(h.instanceId(), h));
    b.hosts().forEach(h -> hosts.put(h.instanceId(), h));
    return Deviation.unscored(
        a.item(),
        List.copyOf(hosts.values()),
        both(a.prevalence(), b.prevalence()),
        a.everywhere() && b.everywhere());
  }

  private static Prevalence both(Prevalence a, Prevalence b) {
    Method method = a.method() == b.method() ? a.method() : Method.BOTH;
    return a.cohort().equals(b.cohort())
        ? new Prevalence(
            method,
            Math.max(a.hostsWithItem(), b.hostsWithItem()),
            a.hostsCompared(),
            a.cohort(),
            List.of())
        : new Prevalence(
            method,
            a.hostsWithItem() + b.hostsWithItem(),
            a.hostsCompared() + b.hostsCompared(),
            a.cohort() + " and " + b.cohort(),
            List.of());
  }

  /** Sorted by instance id, for a fixed order of everything that follows. */
  static List<HostItems> sorted(Collection<HostItems> hosts) {
    return hosts.stream().sorted(Comparator.comparing(HostItems::instanceId)).toList();
  }
}
