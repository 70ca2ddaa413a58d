package io.diffy.rules.finding;

import io.diffy.rules.evaluation.CoverageGap;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.schemas.Evaluation.Hidden;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Rating;
import io.diffy.schemas.Triage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The life of the findings of a query: created once, updated when something a person would act on
 * changes, closed with a reason, re-opened with memory. An instance that was not compared keeps
 * what was found on it. Pure: the same evaluation over the same states gives the same events.
 */
public final class LifecycleRule {
  private final QueryEvaluation evaluation;
  private final ExceptionsInForce exceptions;
  private final AcceptedHosts accepted;
  private final TableMeaning meaning;
  private final Transitions transitions;
  private final List<Hidden> hidden = new ArrayList<>();

  /** What the pack says about the query. */
  public record TableMeaning(int severity, List<String> techniques) {}

  public LifecycleRule(
      QueryEvaluation evaluation, ExceptionsInForce exceptions, TableMeaning meaning) {
    this.evaluation = evaluation;
    this.exceptions = exceptions;
    this.accepted = new AcceptedHosts(evaluation, exceptions);
    this.meaning = meaning;
    this.transitions = new Transitions(evaluation.at(), evaluation.window().occasion());
  }

  /** Steps for every finding that is new, known or gone, by uid. */
  public List<LifecycleStep> steps(Map<String, FindingState> known) {
    Map<String, LifecycleStep> steps = new TreeMap<>();
    Map<String, List<String>> masked = new HashMap<>();
    Set<String> stand = new HashSet<>();
    List<FindingCandidate> candidates = FindingCandidate.of(evaluation, meaning.techniques());
    for (FindingCandidate candidate : candidates) {
      Optional<FindingState> before = Optional.ofNullable(known.get(candidate.uid()));
      masked.put(candidate.uid(), candidate.rows().maskedColumns());
      if (candidate.aboveThreshold()
          || spreads(candidate, before)
          || fewerAnswered(candidate, before)) {
        stand.add(candidate.uid());
        List<Instance> concerned = concerned(candidate, before);
        if (concerned.size() < candidate.instances().size()) {
          hidden.add(HiddenFinding.of(candidate, concerned));
        }
        if (!concerned.isEmpty()) {
          steps.put(candidate.uid(), keepOpen(candidate, concerned, before, candidates));
        }
      }
    }
    for (FindingState state : known.values()) {
      String uid = state.finding().uid();
      if (FindingStatus.of(Optional.of(state)).closes && !steps.containsKey(uid)) {
        release(state).ifPresent(step -> steps.put(uid, step));
      }
      if (!state.open() && state.isRemembered() && !stand.contains(uid)) {
        forgetAccepted(state).ifPresent(step -> steps.put(uid, step));
      }
      news(state)
          .filter(said -> !steps.containsKey(uid))
          .ifPresent(said -> steps.put(uid, transitions.note(state, said)));
    }
    // One that this evaluation says nothing of keeps what was said before.
    steps.replaceAll((uid, step) -> masked.containsKey(uid) ? step.with(masked.get(uid)) : step);
    return List.copyOf(steps.values());
  }

  /** What is not said of some hosts because a person accepted it, after {@link #steps}. */
  public List<Hidden> hidden() {
    return List.copyOf(hidden);
  }

  /** What a person says of a finding since its last event. */
  private Optional<Triage> news(FindingState state) {
    return exceptions
        .triage(state.finding().uid())
        .filter(said -> state.finding().triage().filter(said::isSameAs).isEmpty());
  }

  private Optional<Triage> triage(Optional<FindingState> before, Finding now) {
    if (before.isEmpty()) {
      return exceptions.triage(now.uid());
    }
    Finding last = before.get().finding();
    boolean another = !last.isOpen() || ThingNow.changed(last, now);
    return news(before.get()).or(() -> last.triage().map(said -> another ? said.outdated() : said));
  }

  /**
   * What was odd on one host is not less odd because it is on twenty now, unless there were fewer
   * hosts to compare with then.
   */
  private static boolean spreads(FindingCandidate candidate, Optional<FindingState> before) {
    return candidate.spreading()
        && before
            .filter(FindingState::isRemembered)
            .filter(state -> 2 * state.finding().hostsCompared() >= candidate.hostsCompared())
            .isPresent();
  }

  /**
   * Fewer answers prove less, but they are no news: what the same hosts show stays open until as
   * many answer again.
   */
  private boolean fewerAnswered(FindingCandidate candidate, Optional<FindingState> before) {
    return before
        .filter(FindingState::isRemembered)
        .filter(state -> candidate.hostsCompared() < state.finding().hostsCompared())
        .filter(state -> 2 * candidate.hostsCompared() >= state.finding().hostsCompared())
        .filter(
            state ->
                state
                    .instanceIds()
                    .equals(
                        Stream.concat(candidate.instances().stream(), uncompared(state))
                            .map(Instance::instanceId)
                            .collect(Collectors.toSet())))
        .isPresent();
  }

  /**
   * Whom it concerns now: those of this evaluation and those that could not be compared in it;
   * nobody when accepted.
   */
  private List<Instance> concerned(FindingCandidate candidate, Optional<FindingState> before) {
    Map<String, Instance> concerned = new TreeMap<>();
    Stream.concat(
            before.filter(FindingState::open).stream().flatMap(this::uncompared),
            candidate.instances().stream())
        .forEach(i -> concerned.put(i.instanceId(), i));
    return concerned.values().stream().filter(i -> !accepted.of(candidate, i, before)).toList();
  }

  /**
   * Instances of a finding that this evaluation says nothing about. A coverage finding is about
   * just those, so it has none.
   */
  private Stream<Instance> uncompared(FindingState state) {
    boolean coverage = state.finding().kind() == Kind.COVERAGE;
    Set<String> gaps =
        evaluation.hosts().gaps().stream()
            .map(CoverageGap::instance)
            .map(Instance::instanceId)
            .collect(Collectors.toSet());
    return state.finding().instances().stream()
        .filter(i -> !evaluation.hosts().presence().compared(i.instanceId()))
        .filter(i -> !evaluation.hosts().terminated().contains(i.instanceId()))
        .filter(i -> !coverage || !gaps.contains(i.instanceId()));
  }

  private LifecycleStep keepOpen(
      FindingCandidate candidate,
      List<Instance> concerned,
      Optional<FindingState> before,
      List<FindingCandidate> all) {
    Optional<FindingState> open = before.filter(FindingState::isRemembered);
    EvidenceRows rows =
        ThingNow.of(
            candidate.rows(),
            candidate.instances(),
            concerned,
            before.filter(FindingState::open).map(FindingState::finding));
    AcceptedBefore earlier =
        AcceptedBefore.of(evaluation, exceptions, candidate, rows, concerned, all);
    HostGrowth growth =
        HostGrowth.after(
            open.map(FindingState::finding),
            evaluation.at(),
            concerned.size(),
            candidate.hostsCompared());
    ConfidenceAndSeverity grade =
        ConfidenceAndSeverity.of(candidate, growth, open, concerned, meaning.severity());
    Instant lastSeen =
        before
            .map(state -> state.finding().lastSeen())
            .filter(last -> last.isAfter(candidate.lastSeen()))
            .orElse(candidate.lastSeen());
    Finding now =
        new Finding(
            candidate.subject(),
            concerned,
            earlier.row().isEmpty()
                ? rows
                : rows.thing().map(t -> rows.of(t.acceptedAs(earlier.row()))).orElse(rows),
            candidate.prevalence(),
            new Rating(
                growth.score(candidate),
                grade.confidence(),
                grade.severity(),
                candidate.breakdown().map(growth::in)),
            transitions.lifecycle(before, candidate.firstSeen(), lastSeen),
            ReasonText.reason(evaluation, candidate)
                + (candidate.evidence().isPresent() ? growth.words() : "")
                + earlier.words()
                + AcceptedBefore.expired(exceptions, before, concerned));
    Finding said = triage(before, now).map(now::with).orElse(now);
    return transitions.keepOpen(before, said, basis(candidate, grade.veryOdd()));
  }

  private Basis basis(FindingCandidate candidate, boolean veryOdd) {
    return candidate
        .evidence()
        .map(found -> found.deviation().item())
        .map(item -> new Basis(item.subject(), item.identity(), versions(), veryOdd))
        .orElseGet(() -> new Basis(0, 0, versions(), false));
  }

  /** It concerns nobody any more, or only instances that can't be compared now. */
  private Optional<LifecycleStep> release(FindingState state) {
    Finding last = state.finding();
    List<Instance> left = uncompared(state).filter(i -> !accepted.of(state, i)).toList();
    if (left.isEmpty()) {
      return Optional.of(transitions.close(state, closeReason(state)));
    }
    return left.size() == last.instances().size()
        ? Optional.empty()
        : Optional.of(transitions.narrow(state, left));
  }

  /** What was accepted is gone by itself: when it comes back it is rated as what comes back. */
  private Optional<LifecycleStep> forgetAccepted(FindingState state) {
    return uncompared(state).findAny().isPresent()
        ? Optional.empty()
        : Optional.of(transitions.closedFor(state, ended(state)));
  }

  private CloseReason closeReason(FindingState state) {
    return accepted.of(state) ? CloseReason.ACCEPTED : ended(state);
  }

  private CloseReason ended(FindingState state) {
    Finding finding = state.finding();
    Set<String> ids = state.instanceIds();
    if (ids.stream().allMatch(evaluation.hosts().terminated()::contains)) {
      return CloseReason.INSTANCE_TERMINATED;
    }
    if (finding.kind() == Kind.COVERAGE) {
      return CloseReason.COVERAGE_RESTORED;
    }
    boolean anyHas = ids.stream().anyMatch(id -> has(id, state.basis()));
    if (finding.kind() == Kind.MISSING && anyHas) {
      return CloseReason.ROW_BACK;
    }
    if (finding.kind() != Kind.MISSING && !anyHas) {
      return CloseReason.ROW_GONE;
    }
    return versions().equals(state.basis().baselines())
        ? CloseReason.PEERS_CONVERGED
        : CloseReason.BASELINE_CHANGED;
  }

  private boolean has(String instanceId, Basis basis) {
    return evaluation.hosts().presence().compared(instanceId)
        && evaluation.hosts().presence().has(instanceId, basis.subject(), basis.identity());
  }

  /**
   * Whether a closed finding is one that an exception keeps quiet: when that ends it must come back
   * as the same story, however long ago it was closed.
   */
  public boolean isMuted(FindingState state) {
    return !state.open() && exceptions.reach(state.finding());
  }

  private List<Integer> versions() {
    return evaluation.references().stream()
        .sorted(Comparator.comparing(BaselineItems::cohort))
        .map(BaselineItems::version)
        .toList();
  }
}
