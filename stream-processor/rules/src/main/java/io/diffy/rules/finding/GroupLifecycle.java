package io.diffy.rules.finding;

import io.diffy.rules.evaluation.GroupEvaluationCompleted;
import io.diffy.rules.exception.AcceptedDrift;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.exception.ShownPrint;
import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.rules.state.HostMemory;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.Rating;
import io.diffy.schemas.Subject;
import io.diffy.schemas.Triage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The life of the findings about a group as a whole. They are for the record: informational, and an
 * event only when other hosts, cohorts or queries are concerned. Pure.
 */
public final class GroupLifecycle {
  private final GroupEvaluationCompleted evaluated;
  private final GroupRule rule;
  private final ExceptionsInForce exceptions;
  private final Transitions transitions;

  public GroupLifecycle(
      GroupEvaluationCompleted evaluated, GroupRule rule, ExceptionsInForce exceptions) {
    this.evaluated = evaluated;
    this.rule = rule;
    this.exceptions = exceptions;
    this.transitions = new Transitions(evaluated.at(), new Occasion(evaluated.roundId(), ""));
  }

  /** What follows for the states, by uid. */
  public List<LifecycleStep> steps(Map<String, FindingState> known) {
    List<LifecycleStep> steps = new ArrayList<>();
    step(Kind.DRIFT, rule.drift(), known).ifPresent(steps::add);
    boolean asked = evaluated.asked() || isOpen(Kind.COVERAGE, known);
    step(Kind.COVERAGE, rule.notComparable(evaluated.at(), asked), known).ifPresent(steps::add);
    return steps;
  }

  private boolean isOpen(Kind kind, Map<String, FindingState> known) {
    FindingState state = known.get(uid(GroupFindingCandidate.name(kind), kind));
    return state != null && state.open();
  }

  private String uid(String name, Kind kind) {
    return FindingUid.of(evaluated.group(), Finding.ALL_QUERIES, kind, name);
  }

  private Optional<LifecycleStep> step(
      Kind kind, Optional<GroupFindingCandidate> candidate, Map<String, FindingState> known) {
    String name = GroupFindingCandidate.name(kind);
    String uid = uid(name, kind);
    String itemUid = FindingUid.item(Finding.ALL_QUERIES, kind, name);
    Optional<FindingState> before = Optional.ofNullable(known.get(uid));
    Collection<ShownPrint> shown =
        candidate.map(c -> AcceptedDrift.shown(c.rows().differences())).orElse(ShownPrint.NONE);
    List<Instance> concerned =
        candidate.map(GroupFindingCandidate::instances).orElse(List.of()).stream()
            .filter(i -> !exceptions.accept(uid, itemUid, i, shown))
            .toList();
    if (concerned.isEmpty()) {
      return before
          .filter(state -> FindingStatus.of(before).closes)
          .map(state -> transitions.close(state, closeReason(state, candidate.isPresent())));
    }
    Subject subject =
        new Subject(
            uid, itemUid, evaluated.group(), candidate.orElseThrow().query(), kind, List.of());
    Finding now = finding(subject, candidate.get(), concerned, before);
    Optional<Triage> last = before.flatMap(state -> state.finding().triage());
    Finding said = exceptions.triage(uid).or(() -> last).map(now::with).orElse(now);
    return Optional.of(transitions.keepOpen(before, said, Basis.NONE, HostMemory.NONE));
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

  private Seen seen(Optional<FindingState> before, GroupFindingCandidate candidate) {
    Instant first = candidate.since();
    return new Seen(
        before.map(state -> state.finding().firstSeen()).filter(first::isAfter).orElse(first),
        evaluated.at());
  }

  private Finding finding(
      Subject subject,
      GroupFindingCandidate candidate,
      List<Instance> concerned,
      Optional<FindingState> before) {
    Prevalence of = candidate.prevalence();
    return new Finding(
        subject,
        concerned,
        candidate.rows(),
        new Prevalence(
            of.method(), concerned.size(), of.hostsCompared(), of.cohort(), of.baselines()),
        new Rating(0, Confidence.HIGH, Severity.INFORMATIONAL, Optional.empty()),
        transitions.lifecycle(before, seen(before, candidate)),
        candidate.reason());
  }
}
