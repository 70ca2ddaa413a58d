package io.diffy.rules.finding;

import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.rules.state.HostMemory;
import io.diffy.schemas.Difference;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.FindingLifecycle;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.Instance;
import io.diffy.schemas.ShownThing;
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
  FindingLifecycle lifecycle(Optional<FindingState> before, Seen seen) {
    Optional<Finding> last = before.map(FindingState::finding);
    return new FindingLifecycle(
        last.map(f -> f.sequence() + 1).orElse(1),
        FindingStatus.of(before).whenConcerned,
        seen,
        last.map(Finding::createdAt).orElse(at),
        at,
        Optional.empty(),
        new Occasion(occasion.roundId(), incident(last)),
        Optional.empty());
  }

  /** Once seen in a round of an incident, a finding stays with it. */
  private String incident(Optional<Finding> last) {
    return occasion.incidentId().isEmpty()
        ? last.map(Finding::incidentId).orElse("")
        : occasion.incidentId();
  }

  /** It concerns somebody: an event, or a quiet note that it was seen again. */
  LifecycleStep keepOpen(
      Optional<FindingState> before, Finding now, Basis basis, HostMemory memory) {
    boolean changed = !now.changes().isEmpty();
    boolean event =
        FindingStatus.of(before).isNews
            || matters(before.orElseThrow().finding(), now, memory.told().hasRoom());
    if (event) {
      HostMemory told = changed ? memory.toldOnceMore() : memory;
      return new LifecycleStep(new FindingState(now, basis, told), true);
    }
    FindingState quiet = before.orElseThrow();
    return new LifecycleStep(
        new FindingState(
            quietly(quiet.finding(), now), basis, changed ? memory.asTold(quiet.memory()) : memory),
        false);
  }

  /** Nothing that a person would act on; what the items look like is remembered all the same. */
  private static Finding quietly(Finding before, Finding now) {
    Optional<ShownThing> thing = now.thing().filter(shown -> !shown.items().isEmpty());
    if (thing.isPresent() && now.changes().isEmpty()) {
      return before
          .with(before.lifecycle().with(now.lifecycle().seen()))
          .with(now.evidence())
          .withChanges(before.changes());
    }
    // What was told last is what the next change is told from.
    Finding seen =
        before.with(before.lifecycle().with(before.lifecycle().seen().until(now.lastSeen())));
    return thing
        .map(shown -> seen.with(before.evidence().of(ThingNow.withRow(shown, now.row()))))
        .orElse(seen);
  }

  /** It concerns only some of its instances any more. */
  LifecycleStep narrow(FindingState state, List<Instance> left) {
    LifecycleStep step = next(state, Activity.UPDATE, left, Optional.empty());
    Finding last = state.finding();
    EvidenceRows rows =
        ThingNow.of(
            step.finding().evidence(),
            last.instances(),
            left,
            Optional.empty(),
            state.memory().restless());
    return new LifecycleStep(
        new FindingState(
            step.finding().with(left.size() > 1 ? rows : rows.differingIn(Set.of())),
            state.basis(),
            step.state().memory()),
        true);
  }

  LifecycleStep close(FindingState state, CloseReason why) {
    return next(state, Activity.CLOSE, state.finding().instances(), Optional.of(why));
  }

  /** It stays closed, for another reason than its last event says. */
  LifecycleStep closedFor(FindingState state, CloseReason why) {
    Finding closed = state.finding().with(state.finding().lifecycle().closedFor(why));
    return new LifecycleStep(
        new FindingState(closed, state.basis(), state.memory().narrowed(Set.of())), false);
  }

  /** It stands as it stood, and a person says something of it. */
  LifecycleStep note(FindingState state, Triage said) {
    Finding last = state.finding();
    Activity same = last.isOpen() ? Activity.UPDATE : Activity.CLOSE;
    Finding noted = next(state, same, last.instances(), last.closeReason()).finding().with(said);
    return new LifecycleStep(new FindingState(noted, state.basis(), state.memory()), true);
  }

  private LifecycleStep next(
      FindingState state, Activity activity, List<Instance> instances, Optional<CloseReason> why) {
    Finding last = state.finding();
    Finding next = last.next(activity, instances, why, at, occasion.roundId());
    Occasion same = new Occasion(occasion.roundId(), incident(Optional.of(last)));
    // What was accepted is there all the same: nobody comes back when that ends.
    Set<String> here =
        why.filter(reason -> reason != CloseReason.ACCEPTED).isPresent()
            ? Set.of()
            : instances.stream().map(Instance::instanceId).collect(Collectors.toSet());
    return new LifecycleStep(
        new FindingState(
            next.with(next.lifecycle().with(same)), state.basis(), state.memory().narrowed(here)),
        true);
  }

  /**
   * Counts and scores move with every host that comes or goes; who, what they show, how bad, how
   * sure, as what and for which incident is what a person acts on; of a drift also which cohorts
   * and queries. What changes all the time is news only as often as there is room for it, and when
   * it gets worse.
   */
  private static boolean matters(Finding before, Finding now, boolean room) {
    boolean rated = before.severity() != now.severity() || before.confidence() != now.confidence();
    boolean worse = now.severity().compareTo(before.severity()) > 0;
    return !ids(before).equals(ids(now))
        || (now.changes().isEmpty() ? rated || ThingNow.changed(before, now) : room || worse)
        || before.method() != now.method()
        || !before.incidentId().equals(now.incidentId())
        || !before.triage().equals(now.triage())
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
