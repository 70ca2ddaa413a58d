package io.diffy.processor.evaluation;

import io.diffy.processor.evaluation.state.InstanceRegistry;
import io.diffy.processor.evaluation.state.SnapshotStore;
import io.diffy.processor.evaluation.state.WindowSchedule;
import io.diffy.rules.state.InstanceCount;
import io.diffy.rules.state.InstanceQueries;
import io.diffy.rules.time.IntakeLimits;
import io.diffy.rules.time.IntakeLimits.Limit;
import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Admits instances to a group and queries to an instance, up to a limit. The first instance over it
 * is let in as the evidence: its answers are kept without rows, so that a coverage finding names
 * it. Queries over it count against the first one that the instance answered. What else comes
 * leaves no trace in the stores.
 */
final class AdmissionLimits {
  /** Looking for what nobody asks any more costs a scan, which a flood must not cause each time. */
  private static final Duration CLEAR_EVERY = Duration.ofMinutes(10);

  /** An on-demand round asks without a schedule; it is over by then. */
  private static final Duration STILL_ASKED = Duration.ofHours(1);

  private final IntakeLimits limits;
  private final SnapshotStore snapshots;
  private final WindowSchedule windows;
  private final InstanceRegistry registry;

  AdmissionLimits(IntakeLimits limits, SnapshotStore snapshots, WindowSchedule windows) {
    this.limits = limits;
    this.snapshots = snapshots;
    this.windows = windows;
    this.registry = snapshots.registry();
  }

  /**
   * What becomes of an answer.
   *
   * @param query under which query it is kept; none when it leaves no trace
   * @param over the limit it is over, if any
   */
  record AdmissionDecision(Optional<String> query, Optional<Limit> over) {
    static AdmissionDecision admitted(String query) {
      return new AdmissionDecision(Optional.of(query), Optional.empty());
    }

    private static AdmissionDecision evidence(String query, Limit over) {
      return new AdmissionDecision(Optional.of(query), Optional.of(over));
    }

    private static AdmissionDecision none(Limit over) {
      return new AdmissionDecision(Optional.empty(), Optional.of(over));
    }
  }

  AdmissionDecision admit(GroupKey group, String instanceId, String query, Instant now) {
    Optional<InstanceQueries> known = registry.of(group, instanceId);
    if (known.filter(asked -> isFull(asked) && !asked.queries().contains(query)).isPresent()) {
      clear(group, instanceId, known.get(), now);
      known = registry.of(group, instanceId);
    }
    if (known.isEmpty()) {
      return enter(group, instanceId, query, now);
    }
    InstanceQueries asked = known.get();
    if (asked.excess() && registry.count(group).instances() <= limits.instances()) {
      asked = asked.inRoom();
      registry.put(group, instanceId, asked);
    }
    AdmissionDecision decision = admit(group, instanceId, asked, query);
    return asked.excess()
        ? AdmissionDecision.evidence(decision.query().orElseThrow(), Limit.INSTANCES)
        : decision;
  }

  private boolean isFull(InstanceQueries asked) {
    return asked.queries().size() >= limits.queries();
  }

  private AdmissionDecision enter(GroupKey group, String instanceId, String query, Instant now) {
    int present = registry.count(group).instances();
    if (present >= limits.instances()) {
      present = clear(group, now);
    }
    if (present > limits.instances()) {
      return AdmissionDecision.none(Limit.INSTANCES);
    }
    boolean excess = present == limits.instances();
    registry.enter(group, instanceId, new InstanceQueries(excess, List.of(query), now));
    return excess
        ? AdmissionDecision.evidence(query, Limit.INSTANCES)
        : AdmissionDecision.admitted(query);
  }

  private AdmissionDecision admit(
      GroupKey group, String instanceId, InstanceQueries asked, String query) {
    if (asked.queries().contains(query)) {
      return AdmissionDecision.admitted(query);
    }
    if (isFull(asked)) {
      return AdmissionDecision.evidence(asked.first(), Limit.QUERIES);
    }
    registry.put(group, instanceId, asked.with(query));
    return AdmissionDecision.admitted(query);
  }

  /** Takes queries from an instance that nobody answers on schedule. */
  private void clear(GroupKey group, String instanceId, InstanceQueries asked, Instant now) {
    if (!now.isBefore(asked.cleared().plus(CLEAR_EVERY))) {
      registry.put(group, instanceId, asked.clearedAt(now));
      Set<String> scheduled = new HashSet<>(windows.queries(group));
      leave(group, instanceId, asked, scheduled, now)
          .forEach(query -> snapshots.sweep(group, query));
    }
  }

  /** Takes instances from a group that answer nothing on schedule; returns how many are left. */
  private int clear(GroupKey group, Instant now) {
    InstanceCount before = registry.count(group);
    if (now.isBefore(before.cleared().plus(CLEAR_EVERY))) {
      return before.instances();
    }
    Set<String> scheduled = new HashSet<>(windows.queries(group));
    Set<String> left = new TreeSet<>();
    registry.of(group).forEach((id, asked) -> left.addAll(leave(group, id, asked, scheduled, now)));
    left.forEach(query -> snapshots.sweep(group, query));
    registry.clearedAt(group, now);
    return registry.count(group).instances();
  }

  private List<String> leave(
      GroupKey group,
      String instanceId,
      InstanceQueries asked,
      Set<String> scheduled,
      Instant now) {
    Instant recently = now.minus(STILL_ASKED);
    List<String> unasked =
        asked.queries().stream()
            .filter(query -> !scheduled.contains(query))
            .filter(query -> !snapshots.answeredSince(group, query, instanceId, recently))
            .toList();
    unasked.forEach(query -> snapshots.forget(group, query, instanceId));
    return unasked;
  }
}
