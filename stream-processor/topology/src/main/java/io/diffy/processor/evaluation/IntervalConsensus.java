package io.diffy.processor.evaluation;

import io.diffy.processor.evaluation.state.SnapshotStore;
import io.diffy.processor.evaluation.state.WindowSchedule;
import io.diffy.rules.state.SnapshotHistory;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.state.WindowState;
import io.diffy.rules.time.IntervalRule;
import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks all known hosts of a group for the interval of a query, so that no single one decides when
 * the others are judged. Each has one voice: its newest answer on schedule.
 */
final class IntervalConsensus {
  private final SnapshotStore answers;
  private final WindowSchedule calendar;

  IntervalConsensus(SnapshotStore answers, WindowSchedule calendar) {
    this.answers = answers;
    this.calendar = calendar;
  }

  /**
   * Sets the interval to what the hosts decide.
   *
   * @param clock event time reached so far
   */
  void hold(GroupKey group, String query, Instant clock) {
    WindowState now = calendar.schedule(group, query).orElseThrow();
    List<Duration> said = new ArrayList<>();
    Instant newestFrom = Instant.EPOCH;
    for (SnapshotHistory log : answers.logs(group, query).values()) {
      for (SnapshotVersion version : log.versions()) {
        if (version.roundId().isEmpty() && version.from().isAfter(newestFrom)) {
          newestFrom = version.from();
        }
      }
      log.newestScheduled()
          .map(SnapshotVersion::reportedInterval)
          .ifPresent(interval -> said.add(interval.isZero() ? now.interval() : interval));
    }
    if (!said.isEmpty()) {
      calendar.settle(group, query, IntervalRule.of(said), newestFrom, said.size(), clock);
    }
  }
}
