package io.diffy.rules.finding;

import io.diffy.rules.evaluation.CoverageGap;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.evaluation.QueryEvaluation.SeparationEvidence;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.state.CohortState;
import io.diffy.rules.state.CohortState.CohortRoster;
import io.diffy.rules.state.CohortState.Side;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How the cohorts stand in a query after one more evaluation. A host that was not compared keeps
 * its place, so that a lost answer changes nothing.
 */
public final class CohortStateRule {
  private final QueryEvaluation evaluation;
  private final Set<String> compared;

  private CohortStateRule(QueryEvaluation evaluation) {
    this.evaluation = evaluation;
    this.compared =
        evaluation.covered().stream().map(HostItems::instanceId).collect(Collectors.toSet());
  }

  public static CohortState after(Optional<CohortState> before, QueryEvaluation evaluation) {
    boolean round = !evaluation.window().roundId().isEmpty();
    if (round && before.filter(CohortState::scheduled).isPresent()) {
      // A round asks some hosts; the windows know all.
      return before.get();
    }
    if (before.isPresent() && !evaluation.anyAnswered()) {
      return new CohortState(
          before.get().silentSince().or(() -> Optional.of(evaluation.at())),
          before.get().scheduled(),
          before.get().rosters(),
          before.get().sides());
    }
    CohortStateRule rule = new CohortStateRule(evaluation);
    return new CohortState(
        Optional.empty(),
        !round,
        rule.rosters(),
        rule.sides(before.map(CohortState::sides).orElse(List.of())));
  }

  private List<CohortRoster> rosters() {
    Map<Cohort, NavigableMap<String, Instance>> byCohort = new TreeMap<>();
    evaluation.covered().stream().map(HostItems::instance).forEach(i -> put(byCohort, i));
    // Who can't be compared is there all the same.
    evaluation.hosts().gaps().stream()
        .map(CoverageGap::instance)
        .filter(i -> !compared.contains(i.instanceId()))
        .forEach(i -> put(byCohort, i));
    List<CohortRoster> rosters = new ArrayList<>();
    byCohort.forEach(
        (cohort, hosts) ->
            rosters.add(
                new CohortRoster(
                    cohort,
                    hosts.size(),
                    hosts.firstEntry().getValue(),
                    hosts.lastKey(),
                    // Where it answered nothing there is nothing to compare.
                    hosts.keySet().stream().noneMatch(compared::contains)
                        || evaluation.references().stream().anyMatch(r -> r.holdsFor(cohort)))));
    return rosters;
  }

  private static void put(Map<Cohort, NavigableMap<String, Instance>> byCohort, Instance instance) {
    byCohort
        .computeIfAbsent(instance.cohort(), c -> new TreeMap<>())
        .put(instance.instanceId(), instance);
  }

  private List<Side> sides(List<Side> before) {
    Map<String, Side> sides = new TreeMap<>();
    for (SeparationEvidence now : evaluation.outcome().separations()) {
      sides.put(now.separation().label(), side(now));
    }
    for (Side old : before) {
      List<Instance> uncompared =
          old.hosts().stream()
              .filter(i -> !compared.contains(i.instanceId()))
              .filter(i -> !evaluation.hosts().terminated().contains(i.instanceId()))
              .toList();
      Side now = sides.get(old.label());
      if (now != null) {
        sides.put(old.label(), joined(now, uncompared, old.since()));
      } else if (!uncompared.isEmpty() && hasNoComparedHost(old)) {
        sides.put(old.label(), with(old, uncompared, old.since()));
      }
    }
    return List.copyOf(sides.values());
  }

  private boolean hasNoComparedHost(Side side) {
    return side.hosts().stream().noneMatch(i -> compared.contains(i.instanceId()));
  }

  private static Side side(SeparationEvidence separated) {
    List<HostItems> hosts = separated.separation().hosts();
    return new Side(
        separated.separation().label(),
        separated.separation().cohorts(),
        hosts.stream().map(HostItems::instance).toList(),
        hosts.stream().map(HostItems::collectedAt).min(Comparator.naturalOrder()).orElseThrow(),
        separated.separation().things(),
        separated.examples());
  }

  private static Side joined(Side now, List<Instance> uncompared, Instant since) {
    Set<String> known = new HashSet<>();
    List<Instance> hosts = new ArrayList<>(now.hosts());
    hosts.forEach(i -> known.add(i.instanceId()));
    uncompared.stream().filter(i -> known.add(i.instanceId())).forEach(hosts::add);
    hosts.sort(Comparator.comparing(Instance::instanceId));
    return with(now, hosts, since.isBefore(now.since()) ? since : now.since());
  }

  private static Side with(Side side, List<Instance> hosts, Instant since) {
    return new Side(
        side.label(), side.cohorts(), List.copyOf(hosts), since, side.things(), side.examples());
  }
}
