package io.diffy.rules.detection;

import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.HostsWithSameItems;
import io.diffy.rules.peers.ItemCounts;
import io.diffy.rules.peers.PeerGroup;
import io.diffy.rules.peers.PeerGroups;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import io.diffy.schemas.SetAside.Reason;
import io.diffy.schemas.pack.TableTrait;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What deviates within a cohort and is a habit of the whole group, which has more cohorts.
 *
 * @param covered all hosts of the group
 * @param references the baselines of its cohorts
 */
record GroupHabits(
    List<HostItems> covered,
    List<BaselineItems> references,
    Set<TableTrait> traits,
    Catalog catalog,
    SetAsideRows aside) {

  /** What a quarter of a cohort lack may be a habit of the others. */
  private static final int LARGEST_LACK = 4;

  /** Takes those out, and notes them. */
  void removeFrom(List<Deviation> found) {
    List<Deviation> split =
        found.stream()
            .filter(
                d ->
                    isSplit(d, found)
                        || isOfFewWithBaseline(d.prevalence().hostsCompared(), d)
                        || isWorkThatWaits(d))
            .toList();
    Map<Long, Integer> showing = showing(found);
    found.removeIf(
        d -> isShownByMany(d, showing) && Detector.setAside(Reason.COHORT, d, d.hosts(), aside));
    if (split.isEmpty()) {
      return;
    }
    ItemCounts all = ItemCounts.of(new PeerGroup("", covered, covered, Optional.empty()), catalog);
    for (Deviation d : split) {
      boolean habit =
          isWorkThatWaits(d)
              ? LARGEST_LACK * (covered.size() - having(d, all)) >= covered.size()
                  || (isSplit(d, found) && isChance(d, all))
              : d.prevalence().method() == Method.CLUSTER ? isChance(d, all) : isUsual(d, all);
      if (habit && found.remove(d)) {
        Detector.setAside(Reason.COHORT, d, d.hosts(), aside);
      }
    }
  }

  private static boolean isSplit(Deviation d, List<Deviation> found) {
    return d.prevalence().method() == Method.CLUSTER
        && LARGEST_LACK * without(d, found) > d.prevalence().hostsCompared();
  }

  /**
   * Whether few of a small cohort show what most of the group do as there is work, or in place of
   * what the others of the cohort show by chance, such as the address in another zone.
   */
  private boolean isShownByMany(Deviation d, Map<Long, Integer> showing) {
    int hosts = showing.getOrDefault(d.subject(), 0);
    return switch (d.kind()) {
      case UNEXPECTED ->
          2 * hosts > covered.size()
              && d.item().byIdentity()
              && catalog.routine(d.kind(), d.subject());
      case CHANGED ->
          LARGEST_LACK * hosts >= covered.size()
              && 2 * showing.getOrDefault(d.item().previous(), 0) < covered.size();
      default -> false;
    };
  }

  /** How many hosts of the group show what few of a cohort do, or what they have in place of it. */
  private Map<Long, Integer> showing(List<Deviation> found) {
    Map<Long, Integer> showing = new HashMap<>();
    for (Deviation d : found) {
      if (d.prevalence().method() == Method.CLUSTER && d.kind() != Kind.MISSING) {
        showing.put(d.subject(), 0);
        showing.put(d.item().previous(), 0);
      }
    }
    if (!showing.isEmpty()) {
      for (HostsWithSameItems alike : HostsWithSameItems.of(covered)) {
        for (long item : alike.items()) {
          showing.computeIfPresent(item, (i, hosts) -> hosts + alike.hosts());
        }
      }
    }
    return showing;
  }

  /** Whether a program is gone that may only have no work, as on many hosts of the group. */
  private boolean isWorkThatWaits(Deviation d) {
    return d.kind() == Kind.MISSING
        && d.prevalence().method() == Method.CLUSTER
        && catalog.routine(d.kind(), d.subject())
        && !catalog.decided(d.kind(), d.subject(), 0);
  }

  private boolean isOfFewWithBaseline(int compared, Deviation d) {
    return d.prevalence().method() != Method.CLUSTER
        && compared < PeerGroups.SMALLEST_COHORT
        && covered.size() >= PeerGroups.SMALLEST_COHORT;
  }

  /**
   * What many of a cohort lack, or show otherwise, is expected of them only if most hosts of the
   * group have it: else chance made a majority of a habit. What nobody else shows is no habit,
   * where the group shows but few forms of it: half an upgrade must not hide a replaced program.
   * Software is expected of them by their own image alone: an upgrade is under way there.
   */
  private boolean isChance(Deviation d, ItemCounts all) {
    return d.kind() == Kind.CHANGED
        ? !all.isRareAmongCommon(d.subject())
            && 2 * all.hostsWithItem(d.item().previous())
                < all.hostsWithIdentity(all.identityOf(d.item().previous()))
        : traits.contains(TableTrait.SOFTWARE) || 2 * having(d, all) < covered.size();
  }

  /**
   * Whether a cohort too small to be judged within itself differs from its baseline only as most
   * hosts of the group do, as a clean instance of another cohort does, or in what each host of the
   * group fills in for itself.
   */
  private boolean isUsual(Deviation d, ItemCounts all) {
    return switch (d.kind()) {
      case UNEXPECTED -> 2 * having(d, all) > covered.size() || isClean(d);
      case CHANGED -> all.usualItems(all.identityOf(d.subject())).length == 0;
      default -> false;
    };
  }

  private boolean isClean(Deviation d) {
    DeviatingItem odd = d.item();
    return references.stream()
        .flatMap(reference -> reference.answers().stream())
        .flatMapToLong(Arrays::stream)
        .anyMatch(
            item ->
                odd.byIdentity()
                    ? catalog.identityOf(item) == odd.identity()
                    : item == odd.subject());
  }

  private static int having(Deviation d, ItemCounts all) {
    return d.item().byIdentity()
        ? all.hostsWithIdentity(d.item().identity())
        : all.hostsWithItem(d.subject());
  }

  /** How many of a cohort do without what its others have: lack it, or show something else. */
  private static int without(Deviation d, List<Deviation> found) {
    return switch (d.kind()) {
      case MISSING -> d.hosts().size();
      case CHANGED ->
          found.stream()
              .filter(other -> other.item().previous() == d.item().previous())
              .filter(other -> other.kind() == Kind.CHANGED)
              .filter(other -> other.prevalence().cohort().equals(d.prevalence().cohort()))
              .mapToInt(other -> other.hosts().size())
              .sum();
      default -> 0;
    };
  }
}
