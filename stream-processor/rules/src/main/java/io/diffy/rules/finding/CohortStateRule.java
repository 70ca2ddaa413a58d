package io.diffy.rules.finding;

import io.diffy.rules.evaluation.CoverageGap;
import io.diffy.rules.evaluation.GapReason;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.evaluation.QueryEvaluation.SeparationEvidence;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.state.CohortState;
import io.diffy.rules.state.CohortState.CohortRoster;
import io.diffy.rules.state.CohortState.Side;
import io.diffy.rules.state.CohortState.SilentHost;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
      return before.get().silent().isEmpty() ? before.get() : expected(before.get(), evaluation);
    }
    if (before.isPresent() && !evaluation.anyAnswered()) {
      return new CohortState(
          before.get().silentSince().or(() -> Optional.of(evaluation.at())),
          before.get().scheduled(),
          before.get().rosters(),
          before.get().sides(),
          silent(before, evaluation));
    }
    CohortStateRule rule = new CohortStateRule(evaluation);
    return new CohortState(
        Optional.empty(),
        !round,
        rule.rosters(before.map(CohortState::rosters).orElse(List.of())),
        rule.sides(before.map(CohortState::sides).orElse(List.of())),
        silent(before, evaluation));
  }

  private static List<SilentHost> silent(Optional<CohortState> before, QueryEvaluation evaluation) {
    Map<String, SilentHost> known = new HashMap<>();
    before.ifPresent(state -> state.silent().forEach(host -> known.put(host.instanceId(), host)));
    return evaluation.hosts().gaps().stream()
        .filter(gap -> gap.reason() == GapReason.SILENT)
        .map(
            gap -> {
              SilentHost old = known.get(gap.instance().instanceId());
              return old != null && old.last().equals(gap.since())
                  ? old
                  : new SilentHost(gap.instance(), gap.since(), evaluation.at(), false);
            })
        .toList();
  }

  /** Who is silent and was asked all the same: somebody still counts it in service. */
  private static CohortState expected(CohortState state, QueryEvaluation round) {
    Set<String> asked =
        round.hosts().gaps().stream()
            .filter(gap -> gap.reason() == GapReason.NO_ANSWER)
            .map(gap -> gap.instance().instanceId())
            .collect(Collectors.toSet());
    return new CohortState(
        state.silentSince(),
        state.scheduled(),
        state.rosters(),
        state.sides(),
        state.silent().stream()
            .map(
                host ->
                    new SilentHost(
                        host.instance(),
                        host.last(),
                        host.missed(),
                        host.expected() || asked.contains(host.instanceId())))
            .toList());
  }

  private List<CohortRoster> rosters(List<CohortRoster> before) {
    Map<Cohort, NavigableMap<String, Instance>> byCohort = new TreeMap<>();
    evaluation.covered().stream().map(HostItems::instance).forEach(i -> put(byCohort, i));
    // Who can't be compared is there all the same.
    evaluation.hosts().gaps().stream()
        .map(CoverageGap::instance)
        .filter(i -> !compared.contains(i.instanceId()))
        .forEach(i -> put(byCohort, i));
    List<CohortRoster> rosters = new ArrayList<>();
    byCohort.forEach((cohort, hosts) -> rosters.add(roster(cohort, hosts, before)));
    return rosters;
  }

  private CohortRoster roster(
      Cohort cohort, NavigableMap<String, Instance> hosts, List<CohortRoster> before) {
    Optional<Instant> alone =
        hosts.size() == 1 ? Optional.of(aloneFrom(hosts.firstKey(), before)) : Optional.empty();
    return new CohortRoster(
        cohort,
        hosts.size(),
        hosts.firstEntry().getValue(),
        hosts.lastKey(),
        // Where it answered nothing there is nothing to compare.
        hosts.keySet().stream().noneMatch(compared::contains)
            || evaluation.references().stream().anyMatch(r -> r.holdsFor(cohort)),
        alone,
        alone.filter(from -> !from.isAfter(evaluation.window().start())).isPresent());
  }

  private Instant aloneFrom(String instanceId, List<CohortRoster> before) {
    return before.stream()
        .filter(roster -> roster.first().instanceId().equals(instanceId))
        .findFirst()
        .flatMap(CohortRoster::aloneFrom)
        .or(
            () ->
                evaluation.covered().stream()
                    .filter(host -> host.instanceId().equals(instanceId))
                    .map(HostItems::collectedAt)
                    .findFirst())
        .orElse(evaluation.at());
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
