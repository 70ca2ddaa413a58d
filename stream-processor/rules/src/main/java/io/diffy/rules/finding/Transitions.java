package io.diffy.rules.finding;

import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.schemas.Difference;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.FindingLifecycle;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Triage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes findings from one event to the next, whatever they are about; which may follow says {@link
 * FindingStatus}. Pure.
 *
 * @param at the evaluation that they come from
 * @param occasion what was evaluated
 */
record Transitions(Instant at, Occasion occasion) {

  /** The times and counts of a finding that concerns somebody now. */
  FindingLifecycle lifecycle(Optional<FindingState> before, Instant firstSeen, Instant lastSeen) {
    Optional<Finding> last = before.map(FindingState::finding);
    return new FindingLifecycle(
        last.map(f -> f.sequence() + 1).orElse(1),
        FindingStatus.of(before).whenConcerned,
        new Seen(last.map(f -> min(f.firstSeen(), firstSeen)).orElse(firstSeen), lastSeen),
        last.map(Finding::createdAt).orElse(at),
        at,
        Optional.empty(),
        new Occasion(occasion.roundId(), incident(last)),
        Optional.empty());
  }

  private static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /** Once seen in a round of an incident, a finding stays with it. */
  private String incident(Optional<Finding> last) {
    return occasion.incidentId().isEmpty()
        ? last.map(Finding::incidentId).orElse("")
        : occasion.incidentId();
  }

  /** It concerns somebody: an event, or a quiet note that it was seen again. */
  LifecycleStep keepOpen(Optional<FindingState> before, Finding now, Basis basis) {
    boolean event = FindingStatus.of(before).isNews || matters(before.orElseThrow().finding(), now);
    Finding kept = event ? now : quietly(before.orElseThrow().finding(), now);
    return new LifecycleStep(new FindingState(kept, basis), event);
  }

  /** Nothing that a person would act on; what the items look like is remembered all the same. */
  private static Finding quietly(Finding before, Finding now) {
    Finding seen = before.seenLast(now.lastSeen());
    boolean rows = now.thing().filter(thing -> !thing.items().isEmpty()).isPresent();
    return rows ? seen.with(now.evidence()) : seen;
  }

  /** It concerns only some of its instances any more. */
  LifecycleStep narrow(FindingState state, List<Instance> left) {
    LifecycleStep step = next(state, Activity.UPDATE, left, Optional.empty());
    Finding last = state.finding();
    Finding narrowed =
        step.finding().with(ThingNow.of(last.evidence(), last.instances(), left, Optional.empty()));
    return new LifecycleStep(new FindingState(narrowed, state.basis()), true);
  }

  LifecycleStep close(FindingState state, CloseReason why) {
    return next(state, Activity.CLOSE, state.finding().instances(), Optional.of(why));
  }

  /** It stays closed, for another reason than its last event says. */
  LifecycleStep closedFor(FindingState state, CloseReason why) {
    Finding last = state.finding();
    return new LifecycleStep(new FindingState(last.closedFor(why), state.basis()), false);
  }

  /** It stands as it stood, and a person says something of it. */
  LifecycleStep note(FindingState state, Triage said) {
    Finding last = state.finding();
    Activity same = last.isOpen() ? Activity.UPDATE : Activity.CLOSE;
    return next(state, same, last.instances(), last.closeReason()).with(said);
  }

  private LifecycleStep next(
      FindingState state, Activity activity, List<Instance> instances, Optional<CloseReason> why) {
    Finding next =
        state
            .finding()
            .next(activity, instances, why, at, occasion.roundId())
            .ofIncident(incident(Optional.of(state.finding())));
    return new LifecycleStep(new FindingState(next, state.basis()), true);
  }

  /**
   * Counts and scores move with every host that comes or goes; who, how bad, how sure, as what and
   * for which incident is what a person acts on; of a drift also which cohorts and queries.
   */
  private static boolean matters(Finding before, Finding now) {
    return !ids(before).equals(ids(now))
        || before.severity() != now.severity()
        || before.confidence() != now.confidence()
        || before.method() != now.method()
        || !before.incidentId().equals(now.incidentId())
        || !before.triage().equals(now.triage())
        || ThingNow.changed(before, now)
        || (!now.kind().isDeviation() && !before.cohort().equals(now.cohort()))
        || !queries(before).equals(queries(now));
  }

  private static List<String> ids(Finding finding) {
    return finding.instances().stream().map(Instance::instanceId).sorted().toList();
  }

  private static Set<String> queries(Finding finding) {
    return finding.differences().stream().map(Difference::query).collect(Collectors.toSet());
  }
}
