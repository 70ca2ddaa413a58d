package io.diffy.rules.detection;

import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.ScoreBreakdown;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Many hosts that each have another row that hardly anybody has, in a table in which healthy hosts
 * have none of their own: each by itself is as many other hosts' noise, and all together are one
 * deviation of the group.
 */
final class OwnRowsRule {
  /** What more than half of the hosts do is how the group is. */
  private static final int LARGEST_SHARE = 2;

  /** What a tenth of the hosts share is told by itself. */
  private static final int SMALLEST_SHARE = 10;

  private OwnRowsRule() {}

  /**
   * All of them as one; what is loud by itself is none of them. When they are too many it is not
   * worth a look, and keeps open what was found while they were fewer.
   */
  static Optional<Deviation> of(
      List<Deviation> scored, AcceptedRows accepted, int covered, int exposure) {
    Map<String, HostItems> hosts = new TreeMap<>();
    Map<Long, Deviation> things = new TreeMap<>();
    for (Deviation d : scored) {
      if (d.kind() == Kind.UNEXPECTED && !d.worthALook() && isRare(d)) {
        for (HostItems host : d.hosts()) {
          if (!accepted.accepts(d.item(), host.instance())) {
            hosts.put(host.instanceId(), host);
            things.putIfAbsent(d.item().odd(), d);
          }
        }
      }
    }
    if (hosts.isEmpty()) {
      return Optional.empty();
    }
    Deviation first = things.values().iterator().next();
    boolean tooMany = LARGEST_SHARE * hosts.size() > covered;
    double threshold = tooMany ? Double.MAX_VALUE : first.breakdown().threshold();
    return Optional.of(
        new Deviation(
            new DeviatingItem(
                Kind.UNEXPECTED, first.subject(), print(things.keySet()), first.item().odd()),
            List.copyOf(hosts.values()),
            new Prevalence(
                Method.CLUSTER, hosts.size(), covered, Cohort.UNKNOWN.label(), List.of()),
            false,
            ScoreBreakdown.ofOwnRows(exposure, threshold),
            things.values().stream().skip(1).map(Deviation::subject).toList()));
  }

  /** Of all of them: who accepts these accepts no other. */
  private static long print(Iterable<Long> things) {
    long print = 1;
    for (long thing : things) {
      print = (print ^ thing) * 0x9E3779B97F4A7C15L + (print >>> 29);
    }
    return print;
  }

  private static boolean isRare(Deviation d) {
    int sharing = d.hosts().size();
    return sharing == 1 || SMALLEST_SHARE * sharing <= d.prevalence().hostsCompared();
  }
}
