package io.diffy.rules.detection;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.ItemCounts;
import io.diffy.rules.peers.PeerGroup;
import io.diffy.rules.peers.PeerGroups;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.SetAside.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds what separates few hosts from their peers: things that few have, things that few lack, and
 * things whose attributes differ on few. Peers and baseline are one count.
 */
final class OutlierRule {
  private static final List<Function<HostItems, String>> METADATA =
      List.of(
          host -> host.instance().cohort().ami(),
          host -> host.instance().cohort().launchVersion(),
          host -> host.instance().cohort().instanceType());

  /** An eighth of the hosts are few: an upgrade reaches more. */
  private static final int FEW = 8;

  private final PeerGroup peers;
  private final List<HostItems> cut;
  private final Catalog catalog;
  private final ItemCounts counts;
  private final long[] undisputed;
  private final boolean mixed;
  private final AcceptedRows accepted;
  private final SetAsideRows aside;
  private final Map<Long, List<HostItems>> byThing = new HashMap<>();

  /**
   * For one group of peers.
   *
   * @param cut hosts whose answers were cut: what they show is held against them, and nobody counts
   *     on what they lack
   */
  OutlierRule(
      PeerGroup peers,
      List<HostItems> cut,
      Catalog catalog,
      AcceptedRows accepted,
      SetAsideRows aside) {
    this.peers = peers;
    this.cut = cut;
    this.catalog = catalog;
    this.accepted = accepted;
    this.aside = aside;
    this.counts = ItemCounts.of(peers, catalog);
    this.undisputed = counts.undisputed();
    this.mixed = peers.members().stream().map(h -> h.instance().cohort()).distinct().count() > 1;
  }

  /** All in which the reported hosts deviate, in a fixed order. */
  List<Deviation> deviations() {
    Map<DeviatingItem, List<HostItems>> byItem = new LinkedHashMap<>();
    long[] expected = counts.disputed(counts.expectedIdentities());
    Set<String> reported =
        peers.reported().stream().map(HostItems::instanceId).collect(Collectors.toSet());
    IdentityHashMap<long[], Answer> known = new IdentityHashMap<>();
    for (HostItems host : peers.members()) {
      Answer answer = known.computeIfAbsent(host.items(), items -> deviating(items, expected));
      answer
          .deviating()
          .forEach(item -> byItem.computeIfAbsent(item, c -> new ArrayList<>()).add(host));
      if (reported.contains(host.instanceId())) {
        answer.unsettled().forEach(item -> aside.add(Reason.UNSETTLED, host.instanceId(), item));
      }
    }
    for (HostItems host : cut) {
      reported.add(host.instanceId());
      deviating(host.items(), new long[0]).deviating().stream()
          .filter(item -> item.kind() != Kind.MISSING)
          // What the others run may have been cut away beside it.
          .filter(
              item -> item.kind() != Kind.CHANGED || !catalog.routine(item.kind(), item.subject()))
          .forEach(item -> byItem.computeIfAbsent(item, c -> new ArrayList<>()).add(host));
    }
    List<Deviation> deviations = new ArrayList<>();
    byItem.forEach(
        (item, hosts) -> {
          List<HostItems> deviating =
              hosts.stream()
                  .filter(h -> reported.contains(h.instanceId()))
                  .filter(h -> !explainedByCohort(item, h, hosts) || isSetAside(item, h))
                  .toList();
          if (!deviating.isEmpty()) {
            deviations.add(deviation(item, deviating, hosts.size()));
          }
        });
    deviations.sort(
        Comparator.comparing(Deviation::kind)
            .thenComparingLong(Deviation::subject)
            .thenComparingLong(d -> d.item().previous()));
    return deviations;
  }

  /** Notes that a host deviates, and only a drift may say so; never true. */
  private boolean isSetAside(DeviatingItem item, HostItems host) {
    aside.add(Reason.COHORT, host.instanceId(), item.subject());
    return false;
  }

  /**
   * What hosts that answer so show.
   *
   * @param unsettled rare items of things on whose attributes the peers don't agree
   */
  private record Answer(Set<DeviatingItem> deviating, Set<Long> unsettled) {}

  /** In what hosts that answer so deviate; of the same thing only once. */
  private Answer deviating(long[] answer, long[] expected) {
    Set<DeviatingItem> deviating = new HashSet<>();
    Set<Long> unsettled = new TreeSet<>();
    Map<Long, List<Long>> mine = new HashMap<>();
    for (long item : answer) {
      if (!ItemCounts.has(undisputed, item)) {
        mine.computeIfAbsent(counts.identityOf(item), i -> new ArrayList<>(1)).add(item);
      }
    }
    mine.forEach(
        (identity, items) -> {
          if (counts.identityIsMinority(identity, items) || counts.newEverywhere(identity)) {
            deviating.add(new DeviatingItem(Kind.UNEXPECTED, items.get(0), 0, identity));
          } else {
            deviating.addAll(byAttributes(identity, items, unsettled));
          }
        });
    for (long identity : expected) {
      if (!mine.containsKey(identity)) {
        long usual = counts.mostFrequentItem(identity);
        deviating.add(new DeviatingItem(Kind.MISSING, usual, 0, identity));
      }
    }
    return new Answer(deviating, unsettled);
  }

  /**
   * Same thing, other attributes: changed when it replaces the one item that most have, or what the
   * baseline has and nobody else, unexpected when it comes beside it. Of a thing of several items,
   * such as a table whose rows have no name, nobody can say which replaced which. Who shows what a
   * clean host shows lacks nothing.
   */
  private List<DeviatingItem> byAttributes(long identity, List<Long> items, Set<Long> unsettled) {
    List<DeviatingItem> deviating = new ArrayList<>();
    long[] usual = counts.usualItems(identity);
    long[] lacked = Arrays.stream(usual).filter(item -> !items.contains(item)).toArray();
    // What stands in place of the usual one is rather what others have, too, than a host's own.
    long[] odd =
        items.stream()
            .filter(item -> counts.isUnusual(item, identity))
            .sorted(Comparator.comparingInt(item -> -counts.hostsWithItem(item)))
            .mapToLong(Long::longValue)
            .toArray();
    if (usual.length == 0) {
      for (long item : odd) {
        if (catalog.isOfOtherForm(item)) {
          deviating.add(new DeviatingItem(Kind.UNEXPECTED, item, 0, 0));
        } else {
          unsettled.add(item);
        }
      }
      return deviating;
    }
    if (usual.length == 1 && items.stream().anyMatch(counts::inReference)) {
      lacked = new long[0];
    }
    int replaced = usual.length == 1 ? lacked.length : 0;
    for (int i = 0; i < odd.length; i++) {
      deviating.add(
          i < replaced
              ? new DeviatingItem(Kind.CHANGED, odd[i], lacked[i], 0)
              : new DeviatingItem(Kind.UNEXPECTED, odd[i], 0, 0));
    }
    for (int i = Math.min(odd.length, replaced); i < lacked.length; i++) {
      deviating.add(new DeviatingItem(Kind.MISSING, lacked[i], 0, 0));
    }
    for (long item : items) {
      counts
          .replacedEverywhere(item, identity)
          .ifPresent(before -> deviating.add(new DeviatingItem(Kind.CHANGED, item, before, 0)));
    }
    return deviating;
  }

  /**
   * Among peers of several cohorts, what at least half of a cohort shares is its image's, not the
   * host's. A cohort of one can't be compared at all; nor can one whose others have just started;
   * but what is odd on hosts of another cohort is odd on it too. How a thing is shown, those say
   * who have it and share an image, launch version or type.
   */
  private boolean explainedByCohort(DeviatingItem item, HostItems host, List<HostItems> hosts) {
    if (!mixed) {
      return false;
    }
    long cohort =
        inCohortOf(
            host,
            peers.members().stream()
                .filter(h -> h.equals(host) || !accepted.starts(h.instance()))
                .toList());
    long sharing = inCohortOf(host, hosts);
    return (cohort == 1 && !isOddElsewhere(item, hosts))
        || (sharing >= 2 && 2 * sharing >= cohort)
        || (item.kind() == Kind.CHANGED
            && hosts.size() > 1
            && METADATA.stream().anyMatch(of -> explains(of.apply(host), of, item, hosts)));
  }

  /** Whether few hosts have the thing, and one of them is a minority in a cohort of its own. */
  private boolean isOddElsewhere(DeviatingItem item, List<HostItems> hosts) {
    return item.kind() == Kind.UNEXPECTED
        && FEW * hosts.size() <= peers.members().size()
        && hosts.stream().anyMatch(host -> isMinority(host, hosts));
  }

  private boolean isMinority(HostItems host, List<HostItems> hosts) {
    long cohort = inCohortOf(host, peers.members());
    return cohort >= PeerGroups.SMALLEST_COHORT && 2 * inCohortOf(host, hosts) < cohort;
  }

  /** Whether all that have the thing, and are alike in this, show it so. */
  private boolean explains(
      String value, Function<HostItems, String> of, DeviatingItem item, List<HostItems> hosts) {
    List<HostItems> having =
        byThing.computeIfAbsent(
            counts.identityOf(item.subject()),
            thing -> peers.members().stream().filter(h -> counts.has(h, thing)).toList());
    long sharing = hosts.stream().filter(h -> of.apply(h).equals(value)).count();
    return sharing >= 2
        && sharing == having.stream().filter(h -> of.apply(h).equals(value)).count();
  }

  private static long inCohortOf(HostItems host, List<HostItems> hosts) {
    return hosts.stream()
        .filter(h -> h.instance().cohort().equals(host.instance().cohort()))
        .count();
  }

  private Deviation deviation(DeviatingItem item, List<HostItems> deviating, int sharing) {
    int have =
        item.byIdentity()
            ? counts.membersWithIdentity(item.identity())
            : counts.membersWithItem(item.subject());
    return Deviation.unscored(
        item,
        deviating,
        new Prevalence(
            method(item, sharing),
            have + (int) deviating.stream().filter(cut::contains).count(),
            peers.members().size() + cut.size(),
            peers.label(),
            List.of()),
        peers.reference().isPresent() && counts.nearlyAll(sharing));
  }

  /** Who disagrees with those that deviate: the baseline, most of the peers, or both. */
  private Method method(DeviatingItem item, int sharing) {
    boolean most = peers.members().size() > 1 && 2 * sharing < peers.members().size();
    boolean baseline =
        switch (item.kind()) {
          case UNEXPECTED -> peers.reference().isPresent() && !inBaseline(item);
          case MISSING -> inBaseline(item);
          default -> counts.inReference(item.previous());
        };
    if (baseline) {
      return most ? Method.BOTH : Method.BASELINE;
    }
    return Method.CLUSTER;
  }

  private boolean inBaseline(DeviatingItem item) {
    return item.byIdentity()
        ? counts.identityInReference(item.identity())
        : counts.inReference(item.subject());
  }
}
