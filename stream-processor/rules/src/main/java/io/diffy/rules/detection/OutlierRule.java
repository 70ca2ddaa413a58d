package io.diffy.rules.detection;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.ItemCounts;
import io.diffy.rules.peers.PeerGroup;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
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
import java.util.stream.Collectors;

/**
 * Finds what separates few hosts from their pool: things that few have, things that few lack, and
 * things whose attributes differ on few. Peers and baseline are one count.
 */
final class OutlierRule {
  private final PeerGroup pool;
  private final ItemCounts tally;
  private final long[] undisputed;
  private final boolean mixed;

  OutlierRule(PeerGroup pool, Catalog catalog) {
    this.pool = pool;
    this.tally = ItemCounts.of(pool, catalog);
    this.undisputed = tally.undisputed();
    this.mixed = pool.members().stream().map(h -> h.instance().cohort()).distinct().count() > 1;
  }

  /** All that can be held against the judged hosts, in a fixed order. */
  List<RawDeviation> accusations() {
    Map<Claim, List<HostItems>> byClaim = new LinkedHashMap<>();
    long[] expected = tally.disputed(tally.expectedIdentities());
    IdentityHashMap<long[], Set<Claim>> known = new IdentityHashMap<>();
    for (HostItems host : pool.members()) {
      known
          .computeIfAbsent(host.items(), items -> claims(items, expected))
          .forEach(claim -> byClaim.computeIfAbsent(claim, c -> new ArrayList<>()).add(host));
    }
    Set<String> judged =
        pool.judged().stream().map(h -> h.instance().instanceId()).collect(Collectors.toSet());
    List<RawDeviation> accusations = new ArrayList<>();
    byClaim.forEach(
        (claim, hosts) -> {
          List<HostItems> accused =
              hosts.stream()
                  .filter(h -> judged.contains(h.instance().instanceId()))
                  .filter(h -> !explainedByCohort(h, hosts))
                  .toList();
          if (!accused.isEmpty()) {
            accusations.add(accusation(claim, accused, hosts.size()));
          }
        });
    accusations.sort(
        Comparator.comparing(RawDeviation::kind)
            .thenComparingLong(RawDeviation::subject)
            .thenComparingLong(RawDeviation::previous));
    return accusations;
  }

  /** What can be held against hosts that answer so; the same thing is held only once. */
  private Set<Claim> claims(long[] answer, long[] expected) {
    Set<Claim> claims = new HashSet<>();
    Map<Long, List<Long>> mine = new HashMap<>();
    for (long item : answer) {
      if (!ItemCounts.has(undisputed, item)) {
        mine.computeIfAbsent(tally.identityOf(item), i -> new ArrayList<>(1)).add(item);
      }
    }
    mine.forEach(
        (identity, items) -> {
          if (tally.identityIsMinority(identity) || tally.newEverywhere(identity)) {
            claims.add(new Claim(Kind.UNEXPECTED, items.get(0), 0, identity));
          } else {
            claims.addAll(attributeClaims(identity, items));
          }
        });
    for (long identity : expected) {
      if (!mine.containsKey(identity)) {
        claims.add(new Claim(Kind.MISSING, tally.mostFrequentItem(identity), 0, identity));
      }
    }
    return claims;
  }

  /**
   * Same thing, other attributes: changed when it replaces what most have, or what the baseline has
   * and nobody else, unexpected when it comes beside it.
   */
  private List<Claim> attributeClaims(long identity, List<Long> items) {
    List<Claim> claims = new ArrayList<>();
    long[] usual = tally.usualItems(identity);
    long[] lacked = Arrays.stream(usual).filter(item -> !items.contains(item)).toArray();
    long[] odd =
        items.stream()
            .mapToLong(Long::longValue)
            .filter(item -> tally.isUnusual(item, identity))
            .toArray();
    if (usual.length == 0) {
      return claims;
    }
    for (int i = 0; i < odd.length; i++) {
      claims.add(
          i < lacked.length
              ? new Claim(Kind.CHANGED, odd[i], lacked[i], 0)
              : new Claim(Kind.UNEXPECTED, odd[i], 0, 0));
    }
    for (int i = odd.length; i < lacked.length; i++) {
      claims.add(new Claim(Kind.MISSING, lacked[i], 0, 0));
    }
    for (long item : items) {
      tally
          .replacedEverywhere(item, identity)
          .ifPresent(before -> claims.add(new Claim(Kind.CHANGED, item, before, 0)));
    }
    return claims;
  }

  /**
   * In a pool of several cohorts, what at least half of a cohort shares is its image's, not the
   * host's. A cohort of one can't be compared at all.
   */
  private boolean explainedByCohort(HostItems host, List<HostItems> hosts) {
    if (!mixed) {
      return false;
    }
    long cohort = inCohortOf(host, pool.members());
    long sharing = inCohortOf(host, hosts);
    return cohort == 1 || (sharing >= 2 && 2 * sharing >= cohort);
  }

  private static long inCohortOf(HostItems host, List<HostItems> hosts) {
    return hosts.stream()
        .filter(h -> h.instance().cohort().equals(host.instance().cohort()))
        .count();
  }

  private RawDeviation accusation(Claim claim, List<HostItems> accused, int support) {
    int all =
        claim.identity() != 0
            ? tally.hostsWithIdentity(claim.identity())
            : tally.hostsWithItem(claim.subject());
    return new RawDeviation(
        claim.kind(),
        claim.subject(),
        claim.previous(),
        claim.identity(),
        accused,
        all - (inReference(claim) ? pool.weight() : 0),
        pool.members().size(),
        pool.label(),
        method(claim, support),
        pool.reference().isPresent() && tally.nearlyAll(support));
  }

  /** Who disagrees with the accused: the baseline, most of the peers, or both. */
  private Method method(Claim claim, int support) {
    boolean peers = pool.members().size() > 1 && 2 * support < pool.members().size();
    boolean baseline =
        switch (claim.kind()) {
          case UNEXPECTED -> pool.reference().isPresent() && !inReference(claim);
          case MISSING -> inReference(claim);
          default -> tally.inReference(claim.previous());
        };
    if (baseline) {
      return peers ? Method.BOTH : Method.BASELINE;
    }
    return Method.CLUSTER;
  }

  private boolean inReference(Claim claim) {
    return claim.identity() == 0
        ? tally.inReference(claim.subject())
        : tally.identityInReference(claim.identity());
  }

  /**
   * What is held against a host.
   *
   * @param identity fingerprint of the thing when the whole thing is odd; 0 when an item is
   */
  private record Claim(Kind kind, long subject, long previous, long identity) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Claim other
          && kind == other.kind
          && identity == other.identity
          && previous == other.previous
          && (identity != 0 || subject == other.subject);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(identity != 0 ? identity : subject) * 31 + kind.hashCode();
    }
  }
}
