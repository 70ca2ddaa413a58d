package io.diffy.processor.evaluation;

import io.diffy.processor.evaluation.state.SnapshotStore;
import io.diffy.rules.evaluation.CoverageGap;
import io.diffy.rules.evaluation.EvaluationContext;
import io.diffy.rules.item.HostFacts;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.state.SnapshotHistory;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.time.HopRule;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The answers that count at one time, and why the others don't.
 *
 * @param answers the newest that counts, of each instance that has one
 * @param gaps the instances that have none, or one that can't be compared or needs a remark
 * @param terminated instances that are taken to be gone for good
 * @param grown instances that answered before they could have been newborn
 * @param sets the names of all sets that any kept answer shows
 */
record EvaluationInputs(
    List<SnapshotVersion> answers,
    List<CoverageGap> gaps,
    Set<String> terminated,
    Set<String> grown,
    Set<String> sets) {

  private EvaluationInputs(Set<String> terminated) {
    this(new ArrayList<>(), new ArrayList<>(), terminated, new TreeSet<>(), new HashSet<>());
  }

  /** Which answers count for the window that ends at {@code end}. */
  static Predicate<SnapshotVersion> window(Instant end, HopRule hops) {
    Instant start = hops.start(end);
    return v -> !v.from().isAfter(end) && HopRule.covers(start, end, v.eventTime());
  }

  /** Which answers count for a round. */
  static Predicate<SnapshotVersion> of(Round round) {
    return v -> v.roundId().equals(round.roundId());
  }

  /** The newest answer of each instance inside the window that ends at {@code end}. */
  static EvaluationInputs select(
      SnapshotStore snapshots, GroupKey group, String query, Instant end, HopRule hops) {
    EvaluationInputs inputs = new EvaluationInputs(new TreeSet<>());
    Predicate<SnapshotVersion> counts = window(end, hops);
    Instant forgotten = end.minus(hops.forgetAfter());
    Map<String, SnapshotHistory> histories = snapshots.histories(group, query);
    histories.forEach(
        (instanceId, history) -> {
          Optional<SnapshotVersion> newest = history.newest(counts);
          if (newest.isPresent()) {
            inputs.add(newest.get(), history);
          } else {
            Optional<SnapshotVersion> last =
                history.newest(v -> v.roundId().isEmpty() && !v.from().isAfter(end));
            if (last.isPresent() && last.get().from().isAfter(forgotten)) {
              inputs.gaps.add(CoverageGap.silent(last.get()));
            } else if (last.isPresent()) {
              inputs.terminated.add(instanceId);
              return;
            }
          }
          SnapshotStore.addSets(history, inputs.sets);
        });
    // The answers of a single collection may be further apart than a window is wide.
    if (!inputs.gaps.isEmpty()
        && !inputs.answers.isEmpty()
        && histories.values().stream().noneMatch(EvaluationInputs::answeredAgain)) {
      inputs.gaps.clear();
    }
    return inputs;
  }

  private static boolean answeredAgain(SnapshotHistory history) {
    int scheduled = 0;
    for (SnapshotVersion version : history.versions()) {
      scheduled += version.roundId().isEmpty() ? 1 : 0;
    }
    return scheduled > 1;
  }

  /** What the instances of an on-demand round answered to one of its queries. */
  static EvaluationInputs select(SnapshotStore snapshots, Round round, String query) {
    EvaluationInputs inputs = new EvaluationInputs(Set.of());
    Map<String, SnapshotHistory> histories = snapshots.histories(round.group(), query);
    histories.values().forEach(history -> SnapshotStore.addSets(history, inputs.sets));
    for (String instanceId : round.expected()) {
      SnapshotHistory history = histories.getOrDefault(instanceId, SnapshotHistory.EMPTY);
      history
          .newest(of(round))
          .ifPresentOrElse(
              answer -> inputs.add(answer, history),
              () -> inputs.gaps.add(CoverageGap.noAnswer(round, instanceId, history)));
    }
    return inputs;
  }

  private void add(SnapshotVersion answer, SnapshotHistory history) {
    answers.add(answer);
    if (history.isOlderThan(HostFacts.YOUTH, answer)) {
      grown.add(answer.instance().instanceId());
    }
  }

  /** The inputs without what can't be compared, which becomes a gap. */
  EvaluationInputs comparable(QueryRules rules, EvaluationContext context) {
    List<CoverageGap> more = new ArrayList<>(gaps);
    List<SnapshotVersion> whole = new ArrayList<>();
    int version = rules.version();
    for (SnapshotVersion answer : answers) {
      if (!answer.time().clockTrusted()) {
        more.add(CoverageGap.clock(answer));
      }
      if (answer.coverage() != Coverage.OK) {
        more.add(CoverageGap.incomplete(answer));
      } else if (!answer.isWhole(version)) {
        more.add(CoverageGap.stale(answer));
      } else {
        whole.add(answer);
      }
    }
    // Whatever boot time a host says, it is born once.
    List<SnapshotVersion> newborn =
        whole.stream()
            .filter(v -> context.newborn(v) && !grown.contains(v.instance().instanceId()))
            .toList();
    // A group that is all new is evaluated as it is: its hosts are alike.
    if (newborn.size() < whole.size()) {
      newborn.forEach(
          v ->
              more.add(
                  CoverageGap.newborn(v, context.facts(v.instance().instanceId()).orElseThrow())));
    }
    return new EvaluationInputs(whole, more, terminated, grown, sets);
  }
}
