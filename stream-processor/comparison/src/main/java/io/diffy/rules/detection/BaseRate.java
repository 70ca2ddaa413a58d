package io.diffy.rules.detection;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How odd the healthy hosts of a group are in one table: for each kind, how rare the rarest thing
 * is that each host shows. Hosts are counted, so a host that shows fifty rare rows, as a person's
 * session does, is as much noise as a host that shows one. What stands in an odd place is measured
 * only by what does so too: no crowd of helpers in {@code /usr/bin} hides a program in {@code
 * /dev/shm}.
 */
final class BaseRate {
  private final Catalog catalog;
  private final Map<Kind, Rarest> all = new EnumMap<>(Kind.class);
  private final Map<Kind, Rarest> outOfPlace = new EnumMap<>(Kind.class);

  private BaseRate(Catalog catalog) {
    this.catalog = catalog;
  }

  static BaseRate of(List<Deviation> deviations, AcceptedRows accepted, Catalog catalog) {
    BaseRate rate = new BaseRate(catalog);
    for (Deviation d : deviations) {
      rate.all.computeIfAbsent(d.kind(), k -> new Rarest()).add(d, accepted);
      if (rate.isOutOfPlace(d)) {
        rate.outOfPlace.computeIfAbsent(d.kind(), k -> new Rarest()).add(d, accepted);
      }
    }
    return rate;
  }

  /**
   * Hosts other than those that deviate that show something of this kind at least as rare. What the
   * baseline has and nobody else may be its clean instance's own: then those count who have
   * something of their own in this table.
   */
  int othersAsRare(Deviation deviation) {
    if (deviation.kind() == Kind.MISSING && deviation.everywhere()) {
      return all.getOrDefault(Kind.UNEXPECTED, new Rarest()).upTo(1);
    }
    return (isOutOfPlace(deviation) ? outOfPlace : all).get(deviation.kind()).othersThan(deviation);
  }

  private boolean isOutOfPlace(Deviation deviation) {
    return deviation.kind() == Kind.UNEXPECTED && catalog.outOfPlace(deviation.subject());
  }

  /** How rare the rarest thing of each host is: on how many hosts it is. */
  private static final class Rarest {
    private final Map<String, Integer> byHost = new HashMap<>();
    private int[] sorted = {};

    void add(Deviation d, AcceptedRows accepted) {
      for (HostItems host : d.hosts()) {
        if (!accepted.accepts(d.item(), host.instance())) {
          byHost.merge(host.instanceId(), d.hosts().size(), Math::min);
        }
      }
      sorted = null;
    }

    int othersThan(Deviation deviation) {
      int sharing = deviation.hosts().size();
      long own =
          deviation.hostIds().stream()
              .map(byHost::get)
              .filter(theirs -> theirs != null && theirs <= sharing)
              .count();
      return upTo(sharing) - (int) own;
    }

    /** How many hosts have something that no more than so many hosts have. */
    int upTo(int hosts) {
      if (sorted == null) {
        sorted = byHost.values().stream().mapToInt(Integer::intValue).sorted().toArray();
      }
      int at = Arrays.binarySearch(sorted, hosts + 1);
      int end = at < 0 ? -at - 1 : at;
      while (end > 0 && sorted[end - 1] > hosts) {
        end--;
      }
      return end;
    }
  }
}
