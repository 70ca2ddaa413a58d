package io.diffy.processor.rules;

import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
  private final Pool pool;
  private final Catalog catalog;
  private final Tally tally;

  OutlierRule(Pool pool, Catalog catalog) {
    this.pool = pool;
    this.catalog = catalog;
    this.tally = Tally.of(pool, catalog);
  }

  /** All deviations of the judged hosts, scored, in a fixed order. */
  List<Deviation> deviations() {
    Map<Claim, List<Covered>> byClaim = new LinkedHashMap<>();
    Map<String, List<Claim>> byHost = new HashMap<>();
    long[] common = tally.commonIdentities();
    for (Covered host : pool.members()) {
      Set<Claim> claims = claims(host, common);
      byHost.put(host.instance().instanceId(), List.copyOf(claims));
      claims.forEach(claim -> byClaim.computeIfAbsent(claim, c -> new ArrayList<>()).add(host));
    }
    Set<String> judged =
        pool.judged().stream().map(h -> h.instance().instanceId()).collect(Collectors.toSet());
    List<Deviation> deviations = new ArrayList<>();
    byClaim.forEach(
        (claim, hosts) -> {
          List<Covered> accused =
              hosts.stream()
                  .filter(h -> judged.contains(h.instance().instanceId()))
                  .filter(h -> !explainedByCohort(h, hosts))
                  .toList();
          if (!accused.isEmpty()) {
            deviations.add(deviation(claim, accused, hosts.size(), byClaim, byHost));
          }
        });
    deviations.sort(
        Comparator.comparing(Deviation::kind)
            .thenComparingLong(Deviation::subject)
            .thenComparingLong(Deviation::previous));
    return deviations;
  }

  /** What can be held against one host; the same thing is held only once. */
  private Set<Claim> claims(Covered host, long[] common) {
    Set<Claim> claims = new HashSet<>();
    Map<Long, List<Long>> mine = new HashMap<>();
    for (long item : host.items()) {
      mine.computeIfAbsent(catalog.identityOf(item), i -> new ArrayList<>(1)).add(item);
    }
    mine.forEach(
        (identity, items) -> {
          if (tally.identityIsMinority(identity)) {
            claims.add(new Claim(Kind.UNEXPECTED, items.get(0), 0, identity));
          } else {
            claims.addAll(attributeClaims(identity, items));
          }
        });
    for (long identity : common) {
      if (!mine.containsKey(identity)) {
        claims.add(new Claim(Kind.MISSING, tally.mostFrequentItem(identity), 0, identity));
      }
    }
    return claims;
  }

  /**
   * Same thing, other attributes: changed when it replaces what most have, unexpected when it comes
   * beside it.
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
    return claims;
  }

  /**
   * A small cohort is compared with the whole group; what at least half of it shares is its
   * image's, not the host's. A cohort of one can't be compared at all.
   */
  private boolean explainedByCohort(Covered host, List<Covered> hosts) {
    if (pool.members().size() == pool.judged().size()) {
      return false;
    }
    long cohort = inCohortOf(host, pool.members());
    long sharing = inCohortOf(host, hosts);
    return cohort == 1 || (sharing >= 2 && 2 * sharing >= cohort);
  }

  private static long inCohortOf(Covered host, List<Covered> hosts) {
    return hosts.stream()
        .filter(h -> h.instance().cohort().equals(host.instance().cohort()))
        .count();
  }

  private Deviation deviation(
      Claim claim,
      List<Covered> accused,
      int support,
      Map<Claim, List<Covered>> byClaim,
      Map<String, List<Claim>> byHost) {
    int others = othersAsRare(claim, accused, support, byClaim, byHost);
    int all =
        claim.identity() != 0
            ? tally.hostsWithIdentity(claim.identity())
            : tally.hostsWithItem(claim.subject());
    int have = all - (inReference(claim) ? pool.weight() : 0);
    return new Deviation(
        claim.kind(),
        claim.subject(),
        claim.previous(),
        claim.identity() != 0,
        accused,
        have,
        pool.members().size(),
        pool.label(),
        method(claim, support),
        Score.of(others, support, pool.size()));
  }

  /**
   * Deviations of the same kind at least as rare on hosts other than the accused, each host
   * counted. Of the accused the one with most of its own is left out, so that an attack does not
   * mute itself.
   */
  private static int othersAsRare(
      Claim claim,
      List<Covered> accused,
      int support,
      Map<Claim, List<Covered>> byClaim,
      Map<String, List<Claim>> byHost) {
    int others = 0;
    for (Map.Entry<Claim, List<Covered>> other : byClaim.entrySet()) {
      Claim theirs = other.getKey();
      if (theirs.kind() == claim.kind()
          && !theirs.equals(claim)
          && other.getValue().size() <= support) {
        others += other.getValue().size();
      }
    }
    int ownMost = 0;
    for (Covered host : accused) {
      int own = 0;
      for (Claim mine : byHost.get(host.instance().instanceId())) {
        if (mine.kind() == claim.kind()
            && !mine.equals(claim)
            && byClaim.get(mine).size() <= support) {
          own++;
        }
      }
      ownMost = Math.max(ownMost, own);
    }
    return others - ownMost;
  }

  /** Who disagrees with the accused: the baseline, most of the peers, or both. */
  private Method method(Claim claim, int support) {
    boolean peers = pool.members().size() > 1 && 2 * support < pool.members().size();
    boolean baseline =
        switch (claim.kind()) {
          case UNEXPECTED -> pool.reference().isPresent() && !inReference(claim);
          case MISSING -> inReference(claim);
          default -> referenceHas(claim.previous());
        };
    if (baseline) {
      return peers ? Method.BOTH : Method.BASELINE;
    }
    return Method.CLUSTER;
  }

  private boolean inReference(Claim claim) {
    return claim.identity() == 0
        ? referenceHas(claim.subject())
        : pool.reference().stream()
            .flatMapToLong(reference -> Arrays.stream(reference.items()))
            .anyMatch(item -> catalog.identityOf(item) == claim.identity());
  }

  private boolean referenceHas(long item) {
    return pool.reference().filter(reference -> Tally.has(reference.items(), item)).isPresent();
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
