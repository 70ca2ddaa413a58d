package io.diffy.rules.finding;

import io.diffy.rules.state.CohortState;
import io.diffy.rules.state.CohortState.CohortRoster;
import io.diffy.rules.state.CohortState.Side;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Difference;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the states of all queries say together: one drift for the group, and who has nobody to be
 * compared with. Pure.
 */
public final class GroupRule {
  /** As many as a finding can hold. */
  private static final int MOST_DIFFERENCES = 100;

  private final Map<String, CohortState> states;
  private final Map<Cohort, CohortRoster> cohorts = new TreeMap<>();
  private final TreeSet<Cohort> uncompared = new TreeSet<>();
  private final int hosts;
  private final Cohort usual;

  /**
   * @param states how the cohorts stand, by query, at least one of them not silent
   */
  public GroupRule(Map<String, CohortState> states) {
    this.states = states;
    for (CohortState state : states.values()) {
      if (state.silentSince().isEmpty()) {
        for (CohortRoster roster : state.rosters()) {
          cohorts.merge(roster.cohort(), roster, GroupRule::both);
          if (!roster.baseline()) {
            uncompared.add(roster.cohort());
          }
        }
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
        a.baseline() && b.baseline(),
        a.aloneFrom(),
        a.lasting() || b.lasting());
  }

  /** One instance that is the only one of its cohort in every query. */
  private static boolean isAlone(CohortRoster roster) {
    return roster.first().instanceId().equals(roster.last());
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
    states.forEach(
        (query, state) -> {
          for (Side side : state.sides()) {
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
    int all = Math.max(hosts, instances.size());
    return Optional.of(
        new GroupFindingCandidate(
            Kind.DRIFT,
            differences.get(0).query(),
            List.copyOf(instances.values()),
            prevalence(instances.size(), all, List.copyOf(sizes.keySet())),
            since.first(),
            new EvidenceRows(
                example.row(),
                example.previous(),
                List.of(),
                differences.stream().limit(MOST_DIFFERENCES).toList()),
            GroupReasonText.drift(instances.size(), all, sizes, differences)));
  }

  private static Prevalence prevalence(int concerned, int of, List<String> labels) {
    return new Prevalence(Method.CLUSTER, concerned, of, GroupReasonText.some(labels), List.of());
  }

  private boolean differsFromUsual(Side side) {
    return !side.cohorts().contains(usual)
        && side.cohorts().stream().anyMatch(cohorts::containsKey);
  }

  /** How many hosts there are. */
  int hosts() {
    return hosts;
  }

  /**
   * Who is alone: for longer than a window, since the others of a group or of a new image may only
   * answer a little later.
   *
   * @param asked whether somebody waits for what can be said now
   */
  Optional<GroupFindingCandidate> notComparable(Instant at, boolean asked) {
    TreeSet<Cohort> uncompared = new TreeSet<>(this.uncompared);
    uncompared.removeIf(cohort -> !asked && !cohorts.get(cohort).lasting());
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
            Kind.COVERAGE,
            Finding.ALL_QUERIES,
            alone,
            prevalence(alone.size(), hosts, labels),
            at,
            CoverageRow.of(GroupFindingCandidate.NOT_COMPARABLE, why),
            GroupReasonText.notComparable(alone.size(), hosts, why)));
  }
}
