package io.diffy.processor.evaluation;

import io.diffy.processor.evaluation.state.InstanceRegistry;
import io.diffy.processor.evaluation.state.SnapshotStore;
import io.diffy.processor.evaluation.state.WindowSchedule;
import io.diffy.rules.state.InstanceCount;
import io.diffy.rules.state.InstanceQueries;
import io.diffy.rules.time.IntakeLimits;
import io.diffy.rules.time.IntakeLimits.Kind;
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
  private final SnapshotStore answers;
  private final WindowSchedule calendar;
  private final InstanceRegistry rolls;

  AdmissionLimits(IntakeLimits limits, SnapshotStore answers, WindowSchedule calendar) {
    this.limits = limits;
    this.answers = answers;
    this.calendar = calendar;
    this.rolls = answers.rolls();
  }

  /**
   * What becomes of an answer.
   *
   * @param query under which query it is kept; none when it leaves no trace
   * @param over the limit it is over, if any
   */
  record Admission(Optional<String> query, Optional<Kind> over) {
    static Admission of(String query) {
      return new Admission(Optional.of(query), Optional.empty());
    }

    private static Admission evidence(String query, Kind over) {
      return new Admission(Optional.of(query), Optional.of(over));
    }

    private static Admission none(Kind over) {
      return new Admission(Optional.empty(), Optional.of(over));
    }
  }

  Admission admit(GroupKey group, String instanceId, String query, Instant now) {
    Optional<InstanceQueries> known = rolls.of(group, instanceId);
    if (known.filter(roll -> isFull(roll) && !roll.queries().contains(query)).isPresent()) {
      clear(group, instanceId, known.get(), now);
      known = rolls.of(group, instanceId);
    }
    if (known.isEmpty()) {
      return enter(group, instanceId, query, now);
    }
    InstanceQueries roll = known.get();
    if (roll.excess() && rolls.headcount(group).instances() <= limits.instances()) {
      roll = roll.inRoom();
      rolls.put(group, instanceId, roll);
    }
    Admission admission = admit(group, instanceId, roll, query);
    return roll.excess()
        ? Admission.evidence(admission.query().orElseThrow(), Kind.INSTANCES)
        : admission;
  }

  private boolean isFull(InstanceQueries roll) {
    return roll.queries().size() >= limits.queries();
  }

  private Admission enter(GroupKey group, String instanceId, String query, Instant now) {
    int present = rolls.headcount(group).instances();
    if (present >= limits.instances()) {
      present = clear(group, now);
    }
    if (present > limits.instances()) {
      return Admission.none(Kind.INSTANCES);
    }
    boolean excess = present == limits.instances();
    rolls.enter(group, instanceId, new InstanceQueries(excess, List.of(query), now));
    return excess ? Admission.evidence(query, Kind.INSTANCES) : Admission.of(query);
  }

  private Admission admit(GroupKey group, String instanceId, InstanceQueries roll, String query) {
    if (roll.queries().contains(query)) {
      return Admission.of(query);
    }
    if (isFull(roll)) {
      return Admission.evidence(roll.queries().get(0), Kind.QUERIES);
    }
    rolls.put(group, instanceId, roll.with(query));
    return Admission.of(query);
  }

  /** Takes queries from an instance that nobody answers on schedule. */
  private void clear(GroupKey group, String instanceId, InstanceQueries roll, Instant now) {
    if (!now.isBefore(roll.cleared().plus(CLEAR_EVERY))) {
      rolls.put(group, instanceId, roll.clearedAt(now));
      Set<String> asked = new HashSet<>(calendar.queries(group));
      leave(group, instanceId, roll, asked, now).forEach(query -> answers.sweep(group, query));
    }
  }

  /** Takes instances from a group that answer nothing on schedule; returns how many are left. */
  private int clear(GroupKey group, Instant now) {
    InstanceCount before = rolls.headcount(group);
    if (now.isBefore(before.cleared().plus(CLEAR_EVERY))) {
      return before.instances();
    }
    Set<String> asked = new HashSet<>(calendar.queries(group));
    Set<String> left = new TreeSet<>();
    rolls.of(group).forEach((id, roll) -> left.addAll(leave(group, id, roll, asked, now)));
    left.forEach(query -> answers.sweep(group, query));
    rolls.clearedAt(group, now);
    return rolls.headcount(group).instances();
  }

  private List<String> leave(
      GroupKey group, String instanceId, InstanceQueries roll, Set<String> asked, Instant now) {
    Instant recently = now.minus(STILL_ASKED);
    List<String> unasked =
        roll.queries().stream()
            .filter(query -> !asked.contains(query))
            .filter(query -> !answers.answeredSince(group, query, instanceId, recently))
            .toList();
    unasked.forEach(query -> answers.forget(group, query, instanceId));
    return unasked;
  }
}
