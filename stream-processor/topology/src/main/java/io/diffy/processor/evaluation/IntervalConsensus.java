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
 * the others are evaluated. Each has one voice: its newest answer on schedule.
 */
final class IntervalConsensus {
  private final SnapshotStore snapshots;
  private final WindowSchedule windows;

  IntervalConsensus(SnapshotStore snapshots, WindowSchedule windows) {
    this.snapshots = snapshots;
    this.windows = windows;
  }

  /**
   * Sets the interval to what the hosts decide.
   *
   * @param clock event time reached so far
   */
  void settle(GroupKey group, String query, Instant clock) {
    WindowState now = windows.schedule(group, query).orElseThrow();
    List<Duration> reported = new ArrayList<>();
    Instant newestFrom = Instant.EPOCH;
    for (SnapshotHistory history : snapshots.histories(group, query).values()) {
      for (SnapshotVersion version : history.versions()) {
        if (version.roundId().isEmpty() && version.from().isAfter(newestFrom)) {
          newestFrom = version.from();
        }
      }
      history
          .newestScheduled()
          .map(SnapshotVersion::reportedInterval)
          .ifPresent(interval -> reported.add(interval.isZero() ? now.interval() : interval));
    }
    if (!reported.isEmpty()) {
      windows.settle(group, query, IntervalRule.of(reported), newestFrom, reported.size(), clock);
    }
  }
}
