package io.diffy.rules.finding;

import io.diffy.rules.evaluation.CoverageGap;
import io.diffy.rules.evaluation.ItemRows;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Rating;
import java.util.Comparator;
import java.util.HashMap;
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
    List<FindingCandidate> candidates =
        FindingCandidate.of(evaluation, meaning.techniques()).stream()
            .map(
                found ->
                    found.inStoryOf(Optional.ofNullable(known.get(found.uid())), evaluation))
            .toList();
    for (FindingCandidate candidate : candidates) {
      Optional<FindingState> before = Optional.ofNullable(known.get(candidate.uid()));
      masked.put(candidate.uid(), candidate.rows().maskedColumns());
      // An open finding is not less so because more hosts were attacked, or fewer answered.
      if (candidate.aboveThreshold() || before.filter(FindingState::open).isPresent()) {
        List<Instance> concerned = concerned(candidate, before);
        if (!concerned.isEmpty()) {
          steps.put(
              candidate.uid(),
              keepOpen(candidate, concerned, before, predecessor(candidate, candidates, known)));
        }
      }
    }
    for (FindingState state : known.values()) {
      String uid = state.finding().uid();
      if (FindingStatus.of(Optional.of(state)).closes && !steps.containsKey(uid)) {
        release(state).ifPresent(step -> steps.put(uid, step));
      }
    }
    // One that this evaluation says nothing of keeps what was said before.
    steps.replaceAll((uid, step) -> masked.containsKey(uid) ? step.with(masked.get(uid)) : step);
    return List.copyOf(steps.values());
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
        .filter(i -> !exceptions.accept(candidate.uid(), candidate.subject().itemUid(), i))
        .toList();
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
      Optional<FindingState> predecessor) {
    Optional<FindingState> open = before.filter(FindingState::open);
    HostsConcerned hosts =
        HostsConcerned.after(
            before, open.isPresent() ? open : predecessor, candidate, concerned, evaluation);
    HostGrowth growth =
        HostGrowth.after(
            open.map(FindingState::finding),
            hosts.newest(),
            concerned.size(),
            candidate.hostsCompared());
    ConfidenceAndSeverity grade =
        ConfidenceAndSeverity.of(
            candidate,
            growth,
            open,
            concerned,
            meaning.severity(),
            RowWeight.of(candidate.kind(), hosts.rows(), hosts.seen().hosts()));
    Finding now =
        new Finding(
            candidate.subject(),
            concerned,
            hosts.rows(),
            candidate.prevalence(),
            new Rating(
                growth.score(candidate),
                grade.confidence(),
                grade.severity(),
                candidate.breakdown().map(growth::in)),
            transitions.lifecycle(before, hosts.seen()),
            ReasonText.reason(evaluation, candidate, hosts.seen().first())
                + (candidate.evidence().isPresent() ? growth.words() : "")
                + hosts.words());
    return transitions.keepOpen(before, now, basis(candidate, grade.veryOdd()), hosts.memory());
  }

  private Basis basis(FindingCandidate candidate, boolean veryOdd) {
    return candidate
        .evidence()
        .map(found -> found.deviation().item())
        .map(item -> new Basis(item.subject(), item.identity(), versions(), veryOdd))
        .orElseGet(() -> new Basis(0, 0, versions(), false));
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
    List<Instance> left =
        uncompared(state).filter(i -> !exceptions.accept(last.uid(), last.itemUid(), i)).toList();
    if (left.isEmpty()) {
      CloseReason reason = closeReason(state);
      return reason == CloseReason.PEERS_CONVERGED && stillUnusual(state)
          ? Optional.empty()
          : Optional.of(transitions.close(state, reason));
    }
    return left.size() == last.instances().size()
        ? Optional.empty()
        : Optional.of(transitions.narrow(state, left));
  }

  private CloseReason closeReason(FindingState state) {
    Finding finding = state.finding();
    Set<String> ids = state.instanceIds();
    if (exceptions.accept(finding)) {
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

  /**
   * Whether on some host the same item is no more usual than before, in its cohort and in the
   * group: it is only that other hosts now have rare rows too.
   */
  private boolean stillUnusual(FindingState state) {
    boolean missing = state.finding().kind() == Kind.MISSING;
    Map<Cohort, int[]> shares = new TreeMap<>();
    for (HostItems host : evaluation.covered()) {
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
        .anyMatch(i -> rare(shares.get(i.cohort())) && rare(shares.get(Cohort.UNKNOWN)));
  }

  private static boolean rare(int[] share) {
    return share == null || 2 * share[0] < share[1];
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
    return !state.open() && exceptions.accept(state.finding());
  }

  private List<Integer> versions() {
    return evaluation.references().stream()
        .sorted(Comparator.comparing(BaselineItems::cohort))
        .map(BaselineItems::version)
        .toList();
  }
}
