package io.diffy.rules.finding;

import io.diffy.rules.evaluation.GroupEvaluationCompleted;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.finding.LifecycleRule.Step;
import io.diffy.schemas.Difference;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.FindingLifecycle;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.Rating;
import io.diffy.schemas.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The life of the findings about a group as a whole. They are for the record: informational, and an
 * event only when other hosts, cohorts or queries are concerned. Pure.
 */
public final class GroupLifecycle {
  private final GroupEvaluationCompleted judged;
  private final GroupRule rule;
  private final ExceptionsInForce exceptions;

  public GroupLifecycle(
      GroupEvaluationCompleted judged, GroupRule rule, ExceptionsInForce exceptions) {
    this.judged = judged;
    this.rule = rule;
    this.exceptions = exceptions;
  }

  /** What follows for the states, by uid. */
  public List<Step> steps(Map<String, FindingState> known) {
    List<Step> steps = new ArrayList<>();
    step(Kind.DRIFT, GroupFindingCandidate.DRIFT, rule.drift(), known).ifPresent(steps::add);
    step(
            Kind.COVERAGE,
            GroupFindingCandidate.NOT_COMPARABLE,
            rule.notComparable(judged.at()),
            known)
        .ifPresent(steps::add);
    return steps;
  }

  private Optional<Step> step(
      Kind kind,
      String name,
      Optional<GroupFindingCandidate> claim,
      Map<String, FindingState> known) {
    String uid = GroupFindingCandidate.uid(judged.group(), kind, name);
    Optional<FindingState> before = Optional.ofNullable(known.get(uid));
    String itemUid = GroupFindingCandidate.itemUid(kind, name);
    List<Instance> concerned =
        claim.map(GroupFindingCandidate::instances).orElse(List.of()).stream()
            .filter(i -> !exceptions.accept(uid, itemUid, i))
            .toList();
    return concerned.isEmpty()
        ? before.filter(FindingState::open).map(state -> close(state, claim.isPresent()))
        : Optional.of(hold(uid, itemUid, claim.get(), concerned, before));
  }

  private Step close(FindingState state, boolean accepted) {
    Finding next =
        state
            .finding()
            .next(
                Activity.CLOSE,
                state.finding().instances(),
                Optional.of(closeReason(state, accepted)),
                judged.at(),
                judged.roundId());
    return new Step(new FindingState(next, false, 0, 0, List.of()), true);
  }

  private CloseReason closeReason(FindingState state, boolean accepted) {
    if (accepted) {
      return CloseReason.ACCEPTED;
    }
    if (state.finding().instances().stream().noneMatch(rule::isThere)) {
      return CloseReason.INSTANCE_TERMINATED;
    }
    return state.finding().kind() == Kind.DRIFT
        ? CloseReason.PEERS_CONVERGED
        : CloseReason.COVERAGE_RESTORED;
  }

  private Step hold(
      String uid,
      String itemUid,
      GroupFindingCandidate claim,
      List<Instance> concerned,
      Optional<FindingState> before) {
    Finding next = finding(uid, itemUid, claim, concerned, before.map(FindingState::finding));
    boolean event =
        before.isEmpty() || !before.get().open() || matters(before.get().finding(), next);
    Finding kept = event ? next : before.get().finding().seenLast(next.lastSeen());
    return new Step(new FindingState(kept, true, 0, 0, List.of()), event);
  }

  private Finding finding(
      String uid,
      String itemUid,
      GroupFindingCandidate claim,
      List<Instance> concerned,
      Optional<Finding> last) {
    return new Finding(
        new Subject(uid, itemUid, judged.group(), claim.query(), claim.kind(), List.of()),
        concerned,
        new EvidenceRows(claim.row(), claim.previous(), List.of(), claim.differences()),
        new Prevalence(
            Method.CLUSTER, concerned.size(), claim.covered(), claim.cohort(), List.of()),
        new Rating(0, Confidence.HIGH, Severity.INFORMATIONAL, Optional.empty()),
        new FindingLifecycle(
            last.map(f -> f.sequence() + 1).orElse(1),
            last.isEmpty() ? Activity.CREATE : Activity.UPDATE,
            new Seen(
                last.map(Finding::firstSeen)
                    .filter(first -> first.isBefore(claim.since()))
                    .orElse(claim.since()),
                judged.at()),
            last.map(Finding::createdAt).orElse(judged.at()),
            judged.at(),
            Optional.empty(),
            new Occasion(judged.roundId(), "")),
        claim.reason());
  }

  /** How many things separate moves with every package; who, and where, is worth knowing. */
  private static boolean matters(Finding before, Finding now) {
    return !before.instances().stream()
            .map(Instance::instanceId)
            .toList()
            .equals(now.instances().stream().map(Instance::instanceId).toList())
        || !before.cohort().equals(now.cohort())
        || !queries(before).equals(queries(now));
  }

  private static Set<String> queries(Finding finding) {
    return finding.differences().stream().map(Difference::query).collect(Collectors.toSet());
  }
}
