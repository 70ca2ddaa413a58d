package io.diffy.rules.detection;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.HostsWithSameItems;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What separates along image, launch version or instance type is a deploy, not an attack. Here both
 * sides of each difference are named; which of them is the group's usual one is known only over all
 * queries.
 */
final class DriftRule {
  /** Of the hosts that are said to have something. */
  private static final double NEARLY_ALL = 0.9;

  /** Of the others, who are said not to have it. */
  private static final double NEARLY_NONE = 0.1;

  /** Hosts say themselves of which cohort they are; the smallest beyond are left out. */
  private static final int MOST_COHORTS = 32;

  private static final int MOST_SAMPLES = 3;

  /** Of two hosts that differ nobody can say that a cohort does. */
  private static final int FEWEST_HOSTS = 3;

  private final List<List<HostItems>> cohorts;
  private final List<CohortSplit> sides;
  private final int all;
  private final Map<Long, int[]> counts = new HashMap<>();

  private DriftRule(Map<Cohort, List<HostItems>> byCohort) {
    cohorts = List.copyOf(byCohort.values());
    sides = CohortSplit.of(List.copyOf(byCohort.keySet()));
    all = cohorts.stream().mapToInt(List::size).sum();
    for (int n = 0; n < cohorts.size(); n++) {
      for (HostsWithSameItems alike : HostsWithSameItems.of(cohorts.get(n))) {
        for (long item : alike.items()) {
          counts.computeIfAbsent(item, i -> new int[cohorts.size()])[n] += alike.hosts();
        }
      }
    }
  }

  /** What separates, in a fixed order; nothing when all hosts are of one cohort. */
  static List<CohortDifference> separations(List<HostItems> covered, Catalog catalog) {
    Map<Cohort, List<HostItems>> byCohort = HostItems.byCohort(covered);
    byCohort.keySet().retainAll(biggest(byCohort));
    return byCohort.size() < 2 || covered.size() < FEWEST_HOSTS
        ? List.of()
        : new DriftRule(byCohort).sides(List.copyOf(byCohort.keySet()), catalog);
  }

  private static List<Cohort> biggest(Map<Cohort, List<HostItems>> byCohort) {
    return byCohort.entrySet().stream()
        .sorted(Comparator.comparingInt(e -> -e.getValue().size()))
        .limit(MOST_COHORTS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<CohortDifference> sides(List<Cohort> names, Catalog catalog) {
    Map<Integer, Map<Long, Parted>> bySide = new TreeMap<>();
    counts.forEach(
        (item, count) -> {
          for (int side : separatedBy(count)) {
            bySide
                .computeIfAbsent(side, s -> new TreeMap<>())
                .computeIfAbsent(catalog.identityOf(item), i -> new Parted())
                .add(item, 2 * of(sides.get(side), count) > sizeOf(sides.get(side)));
          }
        });
    List<CohortDifference> separations = new ArrayList<>();
    bySide.forEach(
        (n, things) -> {
          CohortSplit side = sides.get(n);
          separations.add(
              new CohortDifference(
                  side.label(),
                  side.members().stream().map(names::get).toList(),
                  MergeSameIdentity.sorted(
                      side.members().stream().flatMap(m -> cohorts.get(m).stream()).toList()),
                  things.size(),
                  things.values().stream()
                      .map(Parted::sample)
                      .sorted(Comparator.comparing(DeviatingItem::kind))
                      .limit(MOST_SAMPLES)
                      .toList()));
        });
    return separations;
  }

  /**
   * The sides that part best in an item, by their numbers: mostly one and all its others. Of an
   * item that the hosts of two cohorts share, those two together.
   */
  private List<Integer> separatedBy(int[] count) {
    int have = 0;
    for (int hosts : count) {
      have += hosts;
    }
    double best = 0;
    List<Integer> parting = new ArrayList<>();
    for (int n = 0; have < all && n < sides.size(); n++) {
      int size = sizeOf(sides.get(n));
      int mine = of(sides.get(n), count);
      double share = (double) mine / size;
      double others = (double) (have - mine) / (all - size);
      double gap = Math.abs(share - others);
      if (Math.max(share, others) >= NEARLY_ALL
          && Math.min(share, others) <= NEARLY_NONE
          && gap >= best) {
        if (gap > best) {
          parting.clear();
        }
        best = gap;
        parting.add(n);
      }
    }
    return parting;
  }

  private static int of(CohortSplit side, int[] count) {
    int hosts = 0;
    for (int member : side.members()) {
      hosts += count[member];
    }
    return hosts;
  }

  private int sizeOf(CohortSplit side) {
    int hosts = 0;
    for (int member : side.members()) {
      hosts += cohorts.get(member).size();
    }
    return hosts;
  }

  /** The smallest item of a thing that a side has, and the smallest that the others have. */
  private static final class Parted {
    private Long here;
    private Long there;

    void add(long item, boolean mine) {
      if (mine) {
        here = here == null ? item : Math.min(here, item);
      } else {
        there = there == null ? item : Math.min(there, item);
      }
    }

    DeviatingItem sample() {
      if (here == null) {
        return new DeviatingItem(Kind.MISSING, there, 0, 0);
      }
      return there == null
          ? new DeviatingItem(Kind.UNEXPECTED, here, 0, 0)
          : new DeviatingItem(Kind.CHANGED, here, there, 0);
    }
  }
}
