package io.diffy.rules.finding;

import io.diffy.rules.evaluation.CoverageGap;
import io.diffy.rules.evaluation.ItemRows;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.rules.state.HostMemory;
import io.diffy.schemas.Evaluation.Hidden;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Rating;
import io.diffy.schemas.Triage;
import java.util.ArrayList;
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
  private final FindingEnd end;
  private final TableMeaning meaning;
  private final Transitions transitions;
  private final VisitRule visits;
  private final List<Hidden> hidden = new ArrayList<>();

  /** What the pack says about the query. */
  public record TableMeaning(int severity, List<String> techniques) {}

  public LifecycleRule(
      QueryEvaluation evaluation,
      ExceptionsInForce exceptions,
      TableMeaning meaning,
      VisitRule visits) {
    this.evaluation = evaluation;
    this.exceptions = exceptions;
    this.accepted = new AcceptedHosts(evaluation, exceptions);
    this.end = new FindingEnd(evaluation);
    this.meaning = meaning;
    this.visits = visits;
    this.transitions = new Transitions(evaluation.at(), evaluation.window().occasion());
  }

  /** Steps for every finding that is new, known or gone, by uid. */
  public List<LifecycleStep> steps(Map<String, FindingState> known) {
    Map<String, LifecycleStep> steps = new TreeMap<>();
    Map<String, List<String>> masked = new HashMap<>();
    Set<String> stand = new HashSet<>();
    Map<String, LifecycleStep> quiet = new TreeMap<>();
    List<FindingCandidate> candidates =
        FindingCandidate.of(evaluation, meaning.techniques()).stream()
            .map(found -> found.inStoryOf(Optional.ofNullable(known.get(found.uid())), evaluation))
            .map(visits::remember)
            .toList();
    for (FindingCandidate candidate : candidates) {
      Optional<FindingState> before = Optional.ofNullable(known.get(candidate.uid()));
      masked.put(candidate.uid(), candidate.rows().maskedColumns());
      if (candidate.aboveThreshold()
          || candidate.keepsOpen(before.filter(state -> !end.isOutgrown(state)))) {
        stand.add(candidate.uid());
        List<Instance> concerned = concerned(candidate, before);
        if (concerned.size() < candidate.instances().size()) {
          hidden.add(HiddenFinding.of(candidate, concerned));
        }
        if (!concerned.isEmpty()) {
          steps.put(candidate.uid(), keepOpen(candidate, concerned, before, candidates, known));
        } else {
          before
              .filter(state -> !state.open())
              .ifPresent(state -> quiet.put(candidate.uid(), keepHidden(candidate, state)));
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
    quiet.forEach(steps::putIfAbsent);
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
    boolean another = !last.isOpen() || !now.changes().isEmpty() || ThingNow.changed(last, now);
    return news(before.get()).or(() -> last.triage().map(said -> another ? said.outdated() : said));
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
      List<FindingCandidate> all,
      Map<String, FindingState> known) {
    Optional<FindingState> open = before.filter(FindingState::isRemembered);
    HostsConcerned hosts =
        HostsConcerned.after(
            before,
            open.isPresent() ? open : predecessor(candidate, all, known),
            candidate,
            concerned,
            evaluation);
    EvidenceRows rows =
        ThingNow.of(
            hosts.rows(),
            candidate.instances(),
            concerned,
            before.filter(FindingState::open).map(FindingState::finding),
            hosts.memory().restless());
    AcceptedBefore earlier =
        AcceptedBefore.of(evaluation, exceptions, candidate, rows, concerned, all);
    HostGrowth growth =
        HostGrowth.after(
            open.map(FindingState::finding),
            hosts.newest(concerned),
            concerned.size(),
            candidate.hostsCompared());
    ConfidenceAndSeverity grade =
        ConfidenceAndSeverity.of(
            candidate,
            growth,
            open,
            concerned,
            meaning.severity(),
            RowWeight.of(candidate.kind(), rows, hosts.seen().hosts()));
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
            transitions.lifecycle(before, hosts.seen()),
            ReasonText.reason(evaluation, candidate, hosts.seen().first())
                + (candidate.evidence().isPresent() ? growth.words() : "")
                + (before.filter(FindingState::open).isEmpty() && !earlier.isNothing()
                    ? ""
                    : hosts.words())
                + earlier.words()
                + AcceptedBefore.expired(exceptions, before, concerned));
    Finding said = triage(before, now).map(now::with).orElse(now);
    return transitions.keepOpen(before, said, basis(candidate, grade.veryOdd()), hosts.memory());
  }

  /** Nobody is told of it; since when it is where is known all the same when that ends. */
  private LifecycleStep keepHidden(FindingCandidate candidate, FindingState state) {
    List<Instance> all =
        Stream.concat(uncompared(state), candidate.instances().stream()).distinct().toList();
    HostMemory seen =
        HostsConcerned.after(Optional.of(state), Optional.empty(), candidate, all, evaluation)
            .memory()
            .asTold(state.memory());
    return new LifecycleStep(new FindingState(state.finding(), state.basis(), seen), false);
  }

  private Basis basis(FindingCandidate candidate, boolean veryOdd) {
    return candidate
        .evidence()
        .map(
            found ->
                new Basis(
                    found.deviation().subject(),
                    // Of many hosts that each have another row, none is the thing.
                    found.deviation().breakdown().ofOwnRows()
                        ? 0
                        : found.deviation().item().identity(),
                    FindingEnd.versions(evaluation),
                    veryOdd))
        .orElseGet(() -> new Basis(0, 0, FindingEnd.versions(evaluation), false));
  }

  /**
   * The open finding that ends because this one stands in its place: of the same thing, on one of
   * the same hosts, with other attributes.
   */
  private Optional<FindingState> predecessor(
      FindingCandidate candidate,
      List<FindingCandidate> candidates,
      Map<String, FindingState> known) {
    ItemRows rows = evaluation.hosts().rows();
    Optional<Long> thing =
        candidate.seenOn().keySet().stream()
            .flatMap(id -> candidate.itemsOn(id).stream())
            .findFirst()
            .map(rows::thingOf);
    return known.values().stream()
        .filter(FindingState::open)
        .filter(state -> state.finding().kind() == candidate.kind())
        .filter(state -> state.basis().identity() == 0 && rows.knows(state.basis().subject()))
        .filter(state -> thing.filter(t -> t == rows.thingOf(state.basis().subject())).isPresent())
        .filter(state -> state.instanceIds().stream().anyMatch(candidate.seenOn()::containsKey))
        .filter(state -> candidates.stream().noneMatch(c -> c.uid().equals(state.finding().uid())))
        .findFirst();
  }

  /** It concerns nobody any more, or only instances that can't be compared now. */
  private Optional<LifecycleStep> release(FindingState state) {
    Finding last = state.finding();
    List<Instance> left = uncompared(state).filter(i -> !accepted.of(state, i)).toList();
    if (left.isEmpty()) {
      Optional<CloseReason> why =
          accepted.of(state) ? Optional.of(CloseReason.ACCEPTED) : end.of(state);
      return why.map(reason -> transitions.close(state, reason));
    }
    return left.size() == last.instances().size()
        ? Optional.empty()
        : Optional.of(transitions.narrow(state, left));
  }

  /** What was accepted is gone by itself: when it comes back it is rated as what comes back. */
  private Optional<LifecycleStep> forgetAccepted(FindingState state) {
    return uncompared(state).findAny().isPresent()
        ? Optional.empty()
        : end.of(state).map(reason -> transitions.closedFor(state, reason));
  }

  /**
   * Whether a closed finding is one that an exception keeps quiet: when that ends it must come back
   * as the same story, however long ago it was closed.
   */
  public boolean isMuted(FindingState state) {
    return !state.open() && exceptions.reach(state.finding());
  }
}
