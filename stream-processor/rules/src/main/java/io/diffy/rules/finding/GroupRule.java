package io.diffy.rules.finding;

import io.diffy.rules.state.CohortState;
import io.diffy.rules.state.CohortState.CohortRoster;
import io.diffy.rules.state.CohortState.Side;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Difference;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the standings of all queries say together: one drift for the group, and who has nobody to be
 * compared with. Pure.
 */
public final class GroupRule {
  /** As many as a finding can hold. */
  private static final int MOST_DIFFERENCES = 100;

  private final Map<String, CohortState> standings;
  private final Map<Cohort, CohortRoster> cohorts = new TreeMap<>();
  private final TreeSet<Cohort> uncompared = new TreeSet<>();
  private final int hosts;
  private final Cohort usual;

  /**
   * @param standings by query, at least one of them not silent
   */
  public GroupRule(Map<String, CohortState> standings) {
    this.standings = standings;
    for (CohortState standing : standings.values()) {
      if (standing.silentSince().isEmpty()) {
        standing.rolls().forEach(roll -> cohorts.merge(roll.cohort(), roll, GroupRule::both));
        standing.rolls().stream()
            .filter(roll -> !roll.baseline())
            .forEach(r -> uncompared.add(r.cohort()));
      }
    }
    uncompared.removeIf(cohort -> !isAlone(cohorts.get(cohort)));
    hosts = cohorts.values().stream().mapToInt(CohortRoster::hosts).sum();
    // The first of the biggest: the older launch version, until the newer one has more.
    usual =
        cohorts.values().stream()
            .max(
                Comparator.comparingInt(CohortRoster::hosts)
                    .thenComparing(CohortRoster::cohort, Comparator.reverseOrder()))
            .map(CohortRoster::cohort)
            .orElse(Cohort.UNKNOWN);
  }

  private static CohortRoster both(CohortRoster a, CohortRoster b) {
    return new CohortRoster(
        a.cohort(),
        Math.max(a.hosts(), b.hosts()),
        a.first().instanceId().compareTo(b.first().instanceId()) <= 0 ? a.first() : b.first(),
        a.last().compareTo(b.last()) >= 0 ? a.last() : b.last(),
        a.baseline() && b.baseline());
  }

  /** One instance that is the only one of its cohort in every query. */
  private static boolean isAlone(CohortRoster roll) {
    return roll.first().instanceId().equals(roll.last());
  }

  /** Whether any host of these cohorts is still there. */
  boolean isThere(Instance instance) {
    return cohorts.containsKey(instance.cohort());
  }

  Optional<GroupFindingCandidate> drift() {
    List<Difference> differences = new ArrayList<>();
    Map<String, Integer> sizes = new TreeMap<>();
    Map<String, Instance> instances = new TreeMap<>();
    TreeSet<Instant> since = new TreeSet<>();
    standings.forEach(
        (query, standing) -> {
          for (Side side : standing.sides()) {
            if (differsFromUsual(side)) {
              differences.add(
                  new Difference(
                      query, side.label(), side.hosts().size(), side.things(), side.examples()));
              sizes.merge(side.label(), side.hosts().size(), Math::max);
              side.hosts().forEach(i -> instances.put(i.instanceId(), i));
              since.add(side.since());
            }
          }
        });
    if (differences.isEmpty()) {
      return Optional.empty();
    }
    differences.sort(
        Comparator.comparingInt(Difference::things)
            .reversed()
            .thenComparing(Difference::query)
            .thenComparing(Difference::cohort));
    Example example = differences.get(0).examples().get(0);
    String who = GroupReasonText.some(List.copyOf(sizes.keySet()));
    return Optional.of(
        new GroupFindingCandidate(
            GroupFindingCandidate.DRIFT,
            Kind.DRIFT,
            differences.get(0).query(),
            List.copyOf(instances.values()),
            Math.max(hosts, instances.size()),
            who,
            since.first(),
            example.row(),
            example.previous(),
            differences.stream().limit(MOST_DIFFERENCES).toList(),
            GroupReasonText.drift(
                instances.size(), Math.max(hosts, instances.size()), sizes, differences)));
  }

  private boolean differsFromUsual(Side side) {
    return !side.cohorts().contains(usual)
        && side.cohorts().stream().anyMatch(cohorts::containsKey);
  }

  Optional<GroupFindingCandidate> notComparable(Instant at) {
    if (uncompared.isEmpty()) {
      return Optional.empty();
    }
    List<String> labels = uncompared.stream().map(Cohort::label).toList();
    List<Instance> alone =
        uncompared.stream()
            .map(cohort -> cohorts.get(cohort).first())
            .sorted(Comparator.comparing(Instance::instanceId))
            .toList();
    String why = GroupReasonText.alone(alone.size(), hosts, labels);
    return Optional.of(
        new GroupFindingCandidate(
            GroupFindingCandidate.NOT_COMPARABLE,
            Kind.COVERAGE,
            Finding.ALL_QUERIES,
            alone,
            hosts,
            GroupReasonText.some(labels),
            at,
            CoverageRow.of(GroupFindingCandidate.NOT_COMPARABLE, why),
            Map.of(),
            List.of(),
            GroupReasonText.notComparable(alone.size(), hosts, why)));
  }
}
