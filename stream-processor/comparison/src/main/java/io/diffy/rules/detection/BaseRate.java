package io.diffy.rules.detection;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Kind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How odd the healthy hosts of a group are in one table: for each kind, how rare the rarest thing
 * is that each host shows. Hosts are counted, so a host that shows fifty rare rows, as a person's
 * session does, is as much noise as a host that shows one. What stands in an odd place is measured
 * only by what does so too: no crowd of helpers in {@code /usr/bin} hides a program in {@code
 * /dev/shm}, no module that a disk needs one that nothing asked for. Nor does a crowd of rows of
 * one form, as a port of its own on every third host, hide a row of another form.
 */
final class BaseRate {
  /** More are not looked at for a form, which costs several times what other judging does. */
  private static final int MOST_ROWS = 20_000;

  private final Catalog catalog;
  private final Map<Kind, Rarest> all = new EnumMap<>(Kind.class);
  private final Map<Kind, Rarest> outOfPlace = new EnumMap<>(Kind.class);
  private final Rarest ofNoCrowd = new Rarest();
  private final Set<Long> crowds = new HashSet<>();

  /** Those that would be, were not for numbers in what they run: the third worker beside two. */
  private final Set<Long> likeCrowds = new HashSet<>();

  private BaseRate(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * What the hosts show.
   *
   * @param tolerated so many hosts with rows of one form are no crowd
   */
  static BaseRate of(
      List<Deviation> deviations, AcceptedRows accepted, Catalog catalog, int tolerated) {
    BaseRate rate = new BaseRate(catalog);
    rate.findCrowds(deviations, tolerated);
    for (Deviation d : deviations) {
      rate.all.computeIfAbsent(d.kind(), k -> new Rarest()).add(d, accepted);
      if (rate.isOutOfPlace(d)) {
        rate.outOfPlace.computeIfAbsent(d.kind(), k -> new Rarest()).add(d, accepted);
      }
      if (d.kind() == Kind.UNEXPECTED && !rate.crowds.contains(d.subject())) {
        rate.ofNoCrowd.add(d, accepted);
      }
    }
    return rate;
  }

  private void findCrowds(List<Deviation> deviations, int tolerated) {
    Map<String, Integer> numbers = new HashMap<>();
    Map<Long, BitSet> hostsByItem = new TreeMap<>();
    for (Deviation d : deviations) {
      if (d.kind() == Kind.UNEXPECTED && hostsByItem.size() < MOST_ROWS) {
        BitSet hosts = hostsByItem.computeIfAbsent(d.subject(), i -> new BitSet());
        d.hostIds().forEach(id -> hosts.set(numbers.computeIfAbsent(id, i -> numbers.size())));
      }
    }
    if (numbers.size() > tolerated) {
      crowds.addAll(catalog.forms(hostsByItem, tolerated + 1, true).keySet());
      likeCrowds.addAll(crowds);
    }
    if (!crowds.isEmpty()) {
      likeCrowds.addAll(catalog.forms(hostsByItem, tolerated + 1, false).keySet());
    }
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
    if (isOutOfPlace(deviation)) {
      return outOfPlace.get(deviation.kind()).othersThan(deviation);
    }
    boolean alone =
        deviation.kind() == Kind.UNEXPECTED && !likeCrowds.contains(deviation.subject());
    return (alone ? ofNoCrowd : all.get(deviation.kind())).othersThan(deviation);
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
