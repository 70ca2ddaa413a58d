package io.diffy.rules.finding;

import io.diffy.rules.detection.DeviatingItem;
import io.diffy.rules.evaluation.CoverageGap;
import io.diffy.rules.evaluation.GapReason;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.exception.ShownPrint;
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
import java.util.Collection;
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
  private final TableMeaning meaning;
  private final Transitions transitions;
  private final Set<String> there = new HashSet<>();
  private final List<Hidden> hidden = new ArrayList<>();

  /** What the pack says about the query. */
  public record TableMeaning(int severity, List<String> techniques) {}

  public LifecycleRule(
      QueryEvaluation evaluation, ExceptionsInForce exceptions, TableMeaning meaning) {
    this.evaluation = evaluation;
    this.exceptions = exceptions;
    this.meaning = meaning;
    this.transitions = new Transitions(evaluation.at(), evaluation.window().occasion());
  }

  /** Steps for every finding that is new, known or gone, by uid. */
  public List<LifecycleStep> steps(Map<String, FindingState> known) {
    Map<String, LifecycleStep> steps = new TreeMap<>();
    Map<String, List<String>> masked = new HashMap<>();
    List<FindingCandidate> candidates = FindingCandidate.of(evaluation, meaning.techniques());
    candidates.forEach(candidate -> there.add(candidate.uid()));
    for (FindingCandidate candidate : candidates) {
      Optional<FindingState> before = Optional.ofNullable(known.get(candidate.uid()));
      masked.put(candidate.uid(), candidate.rows().maskedColumns());
      if (candidate.aboveThreshold()
          || spreads(candidate, before)
          || fewerAnswered(candidate, before)) {
        List<Instance> concerned = concerned(candidate, before);
        if (concerned.size() < candidate.instances().size()) {
          hidden.add(HiddenFinding.of(candidate, concerned));
        }
        if (!concerned.isEmpty()) {
          steps.put(candidate.uid(), keepOpen(candidate, concerned, before));
        }
      }
    }
    for (FindingState state : known.values()) {
      String uid = state.finding().uid();
      if (FindingStatus.of(Optional.of(state)).closes && !steps.containsKey(uid)) {
        release(state).ifPresent(step -> steps.put(uid, step));
      }
      news(state).filter(said -> !steps.containsKey(uid)).ifPresent(said -> steps.put(uid, transitions.note(state, said)));
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
    return news(before.get())
        .or(() -> last.triage().map(said -> another ? said.outdated() : said));
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
    return concerned.values().stream()
        .filter(i -> !accepted(candidate, i, before))
        .toList();
  }

  private boolean accepted(
      FindingCandidate candidate, Instance instance, Optional<FindingState> before) {
    String itemUid = candidate.subject().itemUid();
    return candidate.kind() == Kind.COVERAGE
        ? acceptedGap(candidate, instance)
        : exceptions.accept(candidate.uid(), itemUid, instance, shown(candidate, instance, before));
  }

  /** A host that answered and fell silent again is a new silence. */
  private boolean acceptedGap(FindingCandidate candidate, Instance instance) {
    String itemUid = candidate.subject().itemUid();
    return evaluation.hosts().gaps().stream()
        .filter(gap -> gap.reason() == GapReason.SILENT)
        .filter(gap -> gap.reason().word().equals(candidate.rows().row().get("coverage")))
        .filter(gap -> gap.instance().instanceId().equals(instance.instanceId()))
        .findFirst()
        .map(gap -> exceptions.acceptSilence(candidate.uid(), itemUid, instance, gap.since()))
        .orElseGet(() -> exceptions.reach(candidate.uid(), itemUid, instance));
  }

  private Collection<ShownPrint> shown(
      FindingCandidate candidate, Instance instance, Optional<FindingState> before) {
    DeviatingItem item = candidate.evidence().orElseThrow().deviation().item();
    if (!item.mayChange()) {
      return ShownPrint.NONE;
    }
    return evaluation.hosts().presence().compared(instance.instanceId())
        ? evaluation.hosts().presence().shown(instance.instanceId(), item.identity())
        : before.map(last -> ThingNow.last(last.finding(), instance)).orElse(ShownPrint.NONE);
  }

  /** As an open finding's host shows its thing now, or showed it last. */
  private Collection<ShownPrint> shown(FindingState state, Instance instance) {
    boolean compared = evaluation.hosts().presence().compared(instance.instanceId());
    Collection<ShownPrint> now =
        compared && state.basis().identity() != 0 && state.finding().kind() == Kind.UNEXPECTED
            ? evaluation
                .hosts()
                .presence()
                .shown(instance.instanceId(), state.basis().identity())
            : ShownPrint.NONE;
    return now.isEmpty() ? ThingNow.last(state.finding(), instance) : now;
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
      FindingCandidate candidate, List<Instance> concerned, Optional<FindingState> before) {
    Optional<FindingState> open = before.filter(FindingState::isRemembered);
    EvidenceRows rows =
        ThingNow.of(
            candidate.rows(),
            candidate.instances(),
            concerned,
            before.filter(FindingState::open).map(FindingState::finding));
    AcceptedBefore accepted =
        AcceptedBefore.of(evaluation, exceptions, candidate, rows, concerned, there);
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
            accepted.row().isEmpty()
                ? rows
                : rows.thing().map(t -> rows.of(t.acceptedAs(accepted.row()))).orElse(rows),
            candidate.prevalence(),
            new Rating(
                growth.score(candidate),
                grade.confidence(),
                grade.severity(),
                candidate.breakdown().map(growth::in)),
            transitions.lifecycle(before, candidate.firstSeen(), lastSeen),
            ReasonText.reason(evaluation, candidate)
                + (candidate.evidence().isPresent() ? growth.words() : "")
                + accepted.words()
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
    List<Instance> left =
        uncompared(state)
            .filter(
                i -> !exceptions.accept(last.uid(), last.itemUid(), i, shown(state, i)))
            .toList();
    if (left.isEmpty()) {
      return Optional.of(transitions.close(state, closeReason(state)));
    }
    return left.size() == last.instances().size()
        ? Optional.empty()
        : Optional.of(transitions.narrow(state, left));
  }

  private CloseReason closeReason(FindingState state) {
    Finding finding = state.finding();
    Set<String> ids = state.instanceIds();
    boolean accepted =
        exceptions.reach(finding)
            && finding.instances().stream()
                .allMatch(
                    i ->
                        exceptions.accept(
                            finding.uid(), finding.itemUid(), i, shown(state, i)));
    if (accepted) {
      return CloseReason.ACCEPTED;
    }
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
