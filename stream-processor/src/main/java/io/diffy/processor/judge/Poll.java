package io.diffy.processor.judge;

import io.diffy.processor.rules.IntervalRule;
import io.diffy.processor.store.AnswerLog;
import io.diffy.processor.store.Schedule;
import io.diffy.processor.store.Version;
import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks all known hosts of a group for the interval of a query, so that no single one decides when
 * the others are judged. Each has one voice: its newest answer on schedule.
 */
final class Poll {
  private final AnswerBook answers;
  private final Calendar calendar;

  Poll(AnswerBook answers, Calendar calendar) {
    this.answers = answers;
    this.calendar = calendar;
  }

  /**
   * Sets the interval to what the hosts decide.
   *
   * @param clock event time reached so far
   */
  void hold(GroupKey group, String query, Instant clock) {
    Schedule now = calendar.schedule(group, query).orElseThrow();
    List<Duration> said = new ArrayList<>();
    Instant newestFrom = Instant.EPOCH;
    for (AnswerLog log : answers.logs(group, query).values()) {
      for (Version version : log.versions()) {
        if (version.roundId().isEmpty() && version.from().isAfter(newestFrom)) {
          newestFrom = version.from();
        }
      }
      log.newestScheduled()
          .map(Version::said)
          .ifPresent(interval -> said.add(interval.isZero() ? now.interval() : interval));
    }
    if (!said.isEmpty()) {
      calendar.settle(group, query, IntervalRule.of(said), newestFrom, said.size(), clock);
    }
  }
}
