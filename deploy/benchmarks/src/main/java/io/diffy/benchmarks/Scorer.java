package io.diffy.benchmarks;

import io.diffy.benchmarks.Method.Claim;
import io.diffy.schemas.Kind;
import io.diffy.simulator.Attack;
import io.diffy.simulator.AttackEvidence;
import io.diffy.simulator.Truth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the claims of one method against the truth of one fleet.
 *
 * <p>An attack is found by a claim of a fitting kind about its instance and query, made after it
 * began, whose row carries the identifying cells of some evidence of it. Any other claim is false.
 */
final class Scorer {
  private final Truth truth;
  private final Map<String, List<Attack>> attacks = new HashMap<>();
  private final Map<String, Truth.Host> hosts = new HashMap<>();
  private final Set<String> known = new HashSet<>();
  private final MethodScore score = new MethodScore();
  private final Map<Attack, Integer> found = new HashMap<>();
  private final Set<Attack> foundByPrimary = new HashSet<>();
  private final Set<String> falselyAccused = new HashSet<>();

  Scorer(Truth truth) {
    this.truth = truth;
    for (Attack attack : truth.attacks()) {
      attacks.computeIfAbsent(attack.instanceId(), id -> new ArrayList<>()).add(attack);
    }
    truth.hosts().forEach(host -> hosts.put(host.instance().instanceId(), host));
  }

  /** Says whether the claim is new and false. */
  boolean add(Claim claim) {
    if (!known.add(claim.key())) {
      return false;
    }
    boolean right = false;
    for (Attack attack : attacks.getOrDefault(claim.instanceId(), List.of())) {
      for (AttackEvidence evidence : attack.evidence()) {
        if (claim.collection() >= attack.from() && shows(evidence, claim)) {
          right = true;
          found.merge(attack, claim.collection() - attack.from(), Math::min);
          if (evidence.primary()) {
            foundByPrimary.add(attack);
          }
        }
      }
    }
    if (!right) {
      blame(claim);
    }
    return !right;
  }

  /** Ends the counting. */
  MethodScore score(Map<String, Double> suspicion) {
    score.instances = truth.hosts().size();
    score.clean = truth.hosts().size() - truth.attacked().size();
    falselyAccused.removeAll(truth.attacked());
    score.cleanAccused = falselyAccused.size();
    for (Attack attack : truth.attacks()) {
      boolean primary = foundByPrimary.contains(attack);
      score.attack(attack.type(), found.containsKey(attack), primary);
    }
    score.delays.addAll(found.values());
    score.ranked = truth.attacked().size();
    score.rankedRight = Ranking.hits(hosts.keySet(), truth.attacked(), suspicion);
    return score;
  }

  /** What was odd about the host of a claim at that time; {@code ordinary} when nothing was. */
  String label(Claim claim) {
    Truth.Host host = hosts.get(claim.instanceId());
    List<String> labels =
        host == null ? List.of() : host.labels().getOrDefault(claim.collection(), List.of());
    return labels.isEmpty() ? "ordinary" : String.join("+", labels);
  }

  private void blame(Claim claim) {
    score.falseClaims++;
    score.falseByQuery.merge(claim.query(), 1, Integer::sum);
    score.falseByLabel.merge(label(claim), 1, Integer::sum);
    falselyAccused.add(claim.instanceId());
  }

  /** What was changed may also be claimed as its old row missing or its new one unexpected. */
  static boolean shows(AttackEvidence evidence, Claim claim) {
    if (!evidence.query().equals(claim.query())) {
      return false;
    }
    if (claim.kind() == Kind.MISSING) {
      return evidence.kind() == Kind.MISSING
          ? carries(evidence.match(), claim.row())
          : evidence.kind() == Kind.CHANGED && carries(evidence.previous(), claim.row());
    }
    return evidence.kind() != Kind.MISSING && carries(evidence.match(), claim.row());
  }

  /** At least half of the cells are there, and all that are there agree. */
  private static boolean carries(Map<String, String> cells, Map<String, String> row) {
    long there = cells.keySet().stream().filter(row::containsKey).count();
    return there > 0
        && 2 * there >= cells.size()
        && cells.entrySet().stream()
            .allMatch(
                cell -> cell.getValue().equals(row.getOrDefault(cell.getKey(), cell.getValue())));
  }
}
