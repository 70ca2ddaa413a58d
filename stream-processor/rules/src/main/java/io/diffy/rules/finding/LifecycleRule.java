package io.diffy.rules.finding;

import io.diffy.rules.detection.Detector;
import io.diffy.rules.detection.ScoreTerms;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.schemas.BaselineUsed;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.FindingLifecycle;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.Rating;
import io.diffy.schemas.Subject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The life of findings: created once, updated when something a person would act on changes, closed
 * with a reason, re-opened with memory. An instance that was not judged keeps what is held against
 * it. Pure: the same judgement over the same states gives the same events.
 */
public final class LifecycleRule {
  private final QueryEvaluation judgement;
  private final ExceptionsInForce exceptions;
  private final TableMeaning meaning;

  /** What the pack says about the query. */
  public record TableMeaning(int severity, List<String> techniques) {}

  public LifecycleRule(
      QueryEvaluation judgement, ExceptionsInForce exceptions, TableMeaning meaning) {
    this.judgement = judgement;
    this.exceptions = exceptions;
    this.meaning = meaning;
  }

  /**
   * What follows for the states.
   *
   * @param state the new state
   * @param event whether it is an event for the findings topic, or only a quiet note
   */
  public record Step(FindingState state, boolean event) {}

  /** Steps for every finding that is new, known or gone, by uid. */
  public List<Step> steps(Map<String, FindingState> known) {
    Map<String, Step> steps = new TreeMap<>();
    for (FindingCandidate claim : FindingCandidate.of(judgement)) {
      Optional<FindingState> before = Optional.ofNullable(known.get(claim.uid()));
      if (!claim.loud() && !spreads(claim, before) && !fewerAnswered(claim, before)) {
        continue;
      }
      accused(claim, before).ifPresent(still -> steps.put(claim.uid(), hold(claim, still, before)));
    }
    for (FindingState state : known.values()) {
      if (state.open() && !steps.containsKey(state.finding().uid())) {
        release(state).ifPresent(step -> steps.put(state.finding().uid(), step));
      }
    }
    return List.copyOf(steps.values());
  }

  /**
   * What was odd on one host is not less odd because it is on twenty now, unless there were fewer
   * hosts to compare with then.
   */
  private static boolean spreads(FindingCandidate claim, Optional<FindingState> before) {
    return claim.spreading()
        && before
            .filter(FindingState::open)
            .filter(state -> 2 * state.finding().covered() >= claim.covered())
            .isPresent();
  }

  /**
   * Fewer answers prove less, but they are no news: what the same hosts show stays open until as
   * many answer again.
   */
  private boolean fewerAnswered(FindingCandidate claim, Optional<FindingState> before) {
    return before
        .filter(FindingState::open)
        .filter(state -> claim.covered() < state.finding().covered())
        .filter(state -> 2 * claim.covered() >= state.finding().covered())
        .filter(
            state ->
                state
                    .instanceIds()
                    .equals(
                        Stream.concat(claim.instances().stream(), unjudged(state))
                            .map(Instance::instanceId)
                            .collect(Collectors.toSet())))
        .isPresent();
  }

  /**
   * Who is accused now: those of this evaluation and those that could not be judged in it; nobody
   * when accepted.
   */
  private Optional<List<Instance>> accused(FindingCandidate claim, Optional<FindingState> before) {
    Map<String, Instance> accused = new TreeMap<>();
    before
        .filter(FindingState::open)
        .ifPresent(state -> unjudged(state).forEach(i -> put(accused, i)));
    claim.instances().forEach(i -> put(accused, i));
    List<Instance> left =
        accused.values().stream()
            .filter(i -> !exceptions.accept(claim.uid(), claim.itemUid(), i))
            .toList();
    return left.isEmpty() ? Optional.empty() : Optional.of(left);
  }

  private static void put(Map<String, Instance> instances, Instance instance) {
    instances.put(instance.instanceId(), instance);
  }

  /**
   * Instances of a finding that this evaluation says nothing about. A coverage finding is about
   * just those, so it has none.
   */
  private Stream<Instance> unjudged(FindingState state) {
    boolean coverage = state.finding().kind() == Kind.COVERAGE;
    Set<String> gaps =
        judgement.absentees().stream()
            .map(a -> a.instance().instanceId())
            .collect(Collectors.toSet());
    return state.finding().instances().stream()
        .filter(i -> !judgement.holdings().judged(i.instanceId()))
        .filter(i -> !judgement.terminated().contains(i.instanceId()))
        .filter(i -> !coverage || !gaps.contains(i.instanceId()));
  }

  private Step hold(FindingCandidate claim, List<Instance> accused, Optional<FindingState> before) {
    Finding next = finding(claim, accused, before);
    boolean event =
        before.isEmpty() || !before.get().open() || matters(before.get().finding(), next);
    Finding kept = event ? next : before.get().finding().seenLast(next.lastSeen());
    return new Step(
        new FindingState(kept, true, claim.subject(), claim.identity(), versions()), event);
  }

  private Finding finding(
      FindingCandidate claim, List<Instance> accused, Optional<FindingState> before) {
    Optional<Finding> open = before.filter(FindingState::open).map(FindingState::finding);
    HostGrowth spread = HostGrowth.after(open, judgement.at(), accused.size(), claim.covered());
    return new Finding(
        new Subject(
            claim.uid(),
            claim.itemUid(),
            judgement.group(),
            judgement.query(),
            claim.kind(),
            meaning.techniques()),
        accused,
        new EvidenceRows(claim.row(), claim.previous(), List.of()),
        new Prevalence(
            claim.method(),
            claim.have(),
            claim.covered(),
            claim.cohort(),
            claim.method() == Finding.Method.CLUSTER ? List.of() : baselines()),
        weight(claim, spread, accused, open),
        life(claim, before.map(FindingState::finding)),
        ReasonText.reason(judgement, claim) + (claim.working().isPresent() ? spread.words() : ""));
  }

  private Rating weight(
      FindingCandidate claim, HostGrowth spread, List<Instance> accused, Optional<Finding> open) {
    int peers =
        claim.covered() + (claim.method() == Finding.Method.CLUSTER ? 0 : Detector.BASELINE_WEIGHT);
    ConfidenceAndSeverity grade =
        ConfidenceAndSeverity.of(claim, spread, open, accused, peers, meaning.severity());
    return new Rating(
        spread.score(claim),
        grade.confidence(),
        grade.severity(),
        claim.working().map(ScoreTerms::told).map(told -> told.with(spread.steps())));
  }

  private FindingLifecycle life(FindingCandidate claim, Optional<Finding> last) {
    return new FindingLifecycle(
        last.map(f -> f.sequence() + 1).orElse(1),
        last.isEmpty() ? Activity.CREATE : Activity.UPDATE,
        new Seen(
            last.map(f -> min(f.firstSeen(), claim.firstSeen())).orElse(claim.firstSeen()),
            last.map(f -> max(f.lastSeen(), claim.lastSeen())).orElse(claim.lastSeen())),
        last.map(Finding::createdAt).orElse(judgement.at()),
        judgement.at(),
        Optional.empty(),
        new Occasion(judgement.roundId(), incident(last)));
  }

  /** Once seen in a round of an incident, a finding stays with it. */
  private String incident(Optional<Finding> last) {
    return judgement.incidentId().isEmpty()
        ? last.map(Finding::incidentId).orElse("")
        : judgement.incidentId();
  }

  /**
   * Counts and scores move with every host that comes or goes; who, how bad, how sure and for which
   * incident is what a person acts on.
   */
  private static boolean matters(Finding before, Finding now) {
    return !ids(before).equals(ids(now))
        || before.severity() != now.severity()
        || before.confidence() != now.confidence()
        || before.method() != now.method()
        || !before.incidentId().equals(now.incidentId());
  }

  private static List<String> ids(Finding finding) {
    return finding.instances().stream().map(Instance::instanceId).sorted().toList();
  }

  /** Nobody is accused of it any more, or only instances that can't be judged now. */
  private Optional<Step> release(FindingState state) {
    Finding last = state.finding();
    List<Instance> left =
        unjudged(state).filter(i -> !exceptions.accept(last.uid(), last.itemUid(), i)).toList();
    if (!left.isEmpty()) {
      return left.size() == last.instances().size()
          ? Optional.empty()
          : Optional.of(event(state, Activity.UPDATE, left, Optional.empty()));
    }
    CloseReason reason = closeReason(state);
    return Optional.of(event(state, Activity.CLOSE, last.instances(), Optional.of(reason)));
  }

  private Step event(
      FindingState state, Activity activity, List<Instance> instances, Optional<CloseReason> why) {
    Finding last = state.finding();
    Finding next =
        last.next(activity, instances, why, judgement.at(), judgement.roundId())
            .ofIncident(incident(Optional.of(last)));
    return new Step(
        new FindingState(next, why.isEmpty(), state.subject(), state.identity(), state.baselines()),
        true);
  }

  private CloseReason closeReason(FindingState state) {
    Finding finding = state.finding();
    Set<String> ids = state.instanceIds();
    if (exceptions.accept(finding)) {
      return CloseReason.ACCEPTED;
    }
    if (ids.stream().allMatch(judgement.terminated()::contains)) {
      return CloseReason.INSTANCE_TERMINATED;
    }
    if (finding.kind() == Kind.COVERAGE) {
      return CloseReason.COVERAGE_RESTORED;
    }
    boolean anyHas =
        ids.stream()
            .filter(judgement.holdings()::judged)
            .anyMatch(id -> judgement.holdings().has(id, state.subject(), state.identity()));
    if (finding.kind() == Kind.MISSING && anyHas) {
      return CloseReason.ROW_BACK;
    }
    if (finding.kind() != Kind.MISSING && !anyHas) {
      return CloseReason.ROW_GONE;
    }
    return versions().equals(state.baselines())
        ? CloseReason.PEERS_CONVERGED
        : CloseReason.BASELINE_CHANGED;
  }

  /**
   * Whether a closed finding is one that an exception keeps quiet: when that ends it must come back
   * as the same story, however long ago it was closed.
   */
  public boolean isMuted(FindingState state) {
    return !state.open() && exceptions.accept(state.finding());
  }

  private List<BaselineUsed> baselines() {
    return judgement.references().stream()
        .map(reference -> new BaselineUsed(reference.version(), reference.takenAt()))
        .toList();
  }

  private List<Integer> versions() {
    return judgement.references().stream()
        .sorted(Comparator.comparing(BaselineItems::cohort))
        .map(BaselineItems::version)
        .toList();
  }

  private static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant max(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
