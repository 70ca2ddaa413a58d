package io.diffy.schemas;

import java.time.Instant;
import java.util.List;

/** What steers the evaluations of a group beside the observations themselves. */
public sealed interface Control {

  GroupKey group();

  /**
   * Announces an on-demand round: it closes when all expected instances have answered all queries,
   * or at the deadline, and names who did not answer.
   *
   * @param group the group
   * @param roundId unique; the observations of the round carry it
   * @param queries the queries asked, sorted
   * @param expected the instances asked, sorted by id
   * @param openedAt when it was announced
   * @param deadline when it closes in any case
   * @param incidentId what it is for, in the person's own words; empty when not said
   */
  record Round(
      GroupKey group,
      String roundId,
      List<String> queries,
      List<String> expected,
      Instant openedAt,
      Instant deadline,
      String incidentId)
      implements Control {

    /** A round of no incident. */
    public Round(
        GroupKey group,
        String roundId,
        List<String> queries,
        List<String> expected,
        Instant openedAt,
        Instant deadline) {
      this(group, roundId, queries, expected, openedAt, deadline, "");
    }
  }

  /**
   * Says that event time has reached {@code until}, so that windows close although no observation
   * comes. It concerns the whole partition it lies in; {@code group} only names who caused it.
   */
  record Tick(GroupKey group, Instant until) implements Control {}

  /**
   * Says that nothing more will come into the partition it lies in: every window that has an answer
   * of its own is judged, and no later one. Ends a replay.
   */
  record End(GroupKey group) implements Control {}
}
