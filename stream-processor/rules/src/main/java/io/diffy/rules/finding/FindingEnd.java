package io.diffy.rules.finding;

import io.diffy.rules.detection.RoutineRow;
import io.diffy.rules.evaluation.ItemRows;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Why a finding ends that concerns nobody any more, though nobody accepted it. */
record FindingEnd(QueryEvaluation evaluation) {
  /** What is each host's own is usual when so many have it. */
  private static final double NEARLY_ALL = 0.9;

  /** So many times as many hosts are another group than the few that answered first. */
  private static final int OUTGROWN = 3;

  /** Empty when it does not end: what it is about is as unusual as before. */
  Optional<CloseReason> of(FindingState state) {
    CloseReason reason = reason(state);
    return reason == CloseReason.PEERS_CONVERGED && !isOutgrown(state) && stillUnusual(state)
        ? Optional.empty()
        : Optional.of(reason);
  }

  private CloseReason reason(FindingState state) {
    Finding finding = state.finding();
    Set<String> ids = state.instanceIds();
    if (ids.stream().allMatch(evaluation.hosts().terminated()::contains)) {
      return CloseReason.INSTANCE_TERMINATED;
    }
    if (finding.kind() == Kind.COVERAGE) {
      return CloseReason.COVERAGE_RESTORED;
    }
    if (finding.breakdown().filter(ScoreBreakdown::ofOwnRows).isPresent()) {
      return CloseReason.ROW_GONE; // those that are left are told each by itself
    }
    boolean anyHas = ids.stream().anyMatch(id -> has(id, state.basis()));
    if (finding.kind() == Kind.MISSING && anyHas) {
      return CloseReason.ROW_BACK;
    }
    if (finding.kind() != Kind.MISSING && !anyHas) {
      return CloseReason.ROW_GONE;
    }
    return versions(evaluation).equals(state.basis().baselines())
        ? CloseReason.PEERS_CONVERGED
        : CloseReason.BASELINE_CHANGED;
  }

  /**
   * Whether it was found when only a few hosts had answered yet: what is odd among seven may be a
   * habit of a fifth of the group. Those answers still count, so it is the same judgement, of all.
   */
  boolean isOutgrown(FindingState state) {
    int hosts = state.finding().breakdown().map(ScoreBreakdown::exposure).orElse(0);
    return hosts > 0
        && OUTGROWN * hosts <= evaluation.covered().size()
        && state.finding().createdAt().isAfter(evaluation.window().start());
  }

  /**
   * Whether on some host the same item is no more usual than before, in its cohort and in the
   * group: it is only that other hosts now have rare rows too. Those that it accuses don't say what
   * is usual.
   */
  private boolean stillUnusual(FindingState state) {
    Finding finding = state.finding();
    if (RoutineRow.comesAndGoes(finding.kind(), finding.evidence()) || agreesOnNothing(state)) {
      return false;
    }
    boolean missing = finding.kind() == Kind.MISSING;
    double usual = isEachHostsOwn(state) ? NEARLY_ALL : 0.5;
    Map<Cohort, int[]> shares = new TreeMap<>();
    Set<String> accused = state.instanceIds();
    for (HostItems host : evaluation.covered()) {
      if (accused.contains(host.instanceId())) {
        continue;
      }
      boolean shows = has(host.instanceId(), state.basis()) != missing;
      for (Cohort cohort : List.of(host.instance().cohort(), Cohort.UNKNOWN)) {
        int[] share = shares.computeIfAbsent(cohort, c -> new int[2]);
        share[0] += shows ? 1 : 0;
        share[1]++;
      }
    }
    return state.finding().instances().stream()
        .filter(i -> evaluation.hosts().presence().compared(i.instanceId()))
        .filter(i -> has(i.instanceId(), state.basis()) != missing)
        .anyMatch(
            i -> rare(shares.get(i.cohort()), usual) && rare(shares.get(Cohort.UNKNOWN), usual));
  }

  /**
   * Whether it is about a thing that each host shows otherwise: then those that have it too need
   * not have been given the same.
   */
  private boolean isEachHostsOwn(FindingState state) {
    return state.finding().kind() == Kind.UNEXPECTED
        && state.basis().identity() != 0
        && !evaluation.learnt().of(state.basis().identity()).isEmpty();
  }

  /**
   * Whether the peers agree on no text of a column of the thing any more, and hardly any are left
   * of those that did.
   */
  private boolean agreesOnNothing(FindingState state) {
    long subject = state.basis().subject();
    ItemRows rows = evaluation.hosts().rows();
    if (state.basis().identity() != 0 || !rows.knows(subject)) {
      return state.basis().identity() == 0;
    }
    long thing = rows.thingOf(subject);
    List<String> others =
        evaluation.covered().stream()
            .map(HostItems::instanceId)
            .filter(id -> !state.instanceIds().contains(id))
            .toList();
    return !evaluation.learnt().of(thing).isEmpty()
        && evaluation.hosts().presence().alike(others, thing)
            <= Math.max(1, (1 - NEARLY_ALL) * others.size());
  }

  private static boolean rare(int[] share, double usual) {
    return share == null || share[0] < usual * share[1];
  }

  private boolean has(String instanceId, Basis basis) {
    return evaluation.hosts().presence().compared(instanceId)
        && evaluation.hosts().presence().has(instanceId, basis.subject(), basis.identity());
  }

  /** Versions of the baselines that took part, by cohort. */
  static List<Integer> versions(QueryEvaluation evaluation) {
    return evaluation.references().stream()
        .sorted(Comparator.comparing(BaselineItems::cohort))
        .map(BaselineItems::version)
        .toList();
  }
}
