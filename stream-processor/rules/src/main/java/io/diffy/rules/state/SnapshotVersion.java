package io.diffy.rules.state;

import io.diffy.rules.item.HostFacts;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One answer of an instance, as the state keeps it.
 *
 * @param instance who
 * @param eventTime when it counts from
 * @param collectedAt the host's own clock
 * @param believed whether that clock was believed
 * @param from the time from which on it counts: for each window that ends then or later
 * @param firstEnd the first such end by the schedule that the group had when it came
 * @param hop the interval of that schedule; zero when an older version of this program kept it
 * @param said the interval it says; zero when an older version of this program kept it
 * @param coverage how whole it is
 * @param problem why it is not whole
 * @param set name of its item set; 0 when there is none
 * @param rules which rules made the items: items of other rules can't be compared
 * @param roundId the on-demand round it answers; empty for scheduled ones
 * @param facts what the answer says of the host as a whole
 */
public record SnapshotVersion(
    Instance instance,
    Instant eventTime,
    Instant collectedAt,
    boolean believed,
    Instant from,
    Instant firstEnd,
    Duration hop,
    Duration said,
    Coverage coverage,
    String problem,
    long set,
    int rules,
    String roundId,
    Optional<HostFacts> facts) {

  /**
   * Newer answers win. An answer that came too late to be believed is older than any other: it
   * counts from when it came, but a backlog that comes at once must not pass for the present.
   * Between equals the bigger set name wins, so that order of arrival can't matter.
   */
  public boolean winsOver(SnapshotVersion other) {
    if (cameTooLate() != other.cameTooLate()) {
      return other.cameTooLate();
    }
    int byTime = cameTooLate() ? 0 : eventTime.compareTo(other.eventTime);
    int byHost = byTime != 0 ? byTime : collectedAt.compareTo(other.collectedAt);
    int byCoverage = byHost != 0 ? byHost : other.coverage.compareTo(coverage);
    return byCoverage != 0 ? byCoverage > 0 : set > other.set;
  }

  /** Whether the host's clock was further behind than its window: wrong, or long on its way. */
  private boolean cameTooLate() {
    return !believed && collectedAt.isBefore(eventTime);
  }

  /** A whole answer, with its items. */
  public SnapshotVersion whole(long itemSet, Optional<HostFacts> host) {
    return new SnapshotVersion(
        instance,
        eventTime,
        collectedAt,
        believed,
        from,
        firstEnd,
        hop,
        said,
        coverage,
        problem,
        itemSet,
        rules,
        roundId,
        host);
  }

  /** An answer that is not compared, and why. */
  public SnapshotVersion refused(String why) {
    return new SnapshotVersion(
        instance,
        eventTime,
        collectedAt,
        believed,
        from,
        firstEnd,
        hop,
        said,
        Coverage.TRUNCATED,
        why,
        0,
        rules,
        roundId,
        Optional.empty());
  }

  /** The same as if the host's clock had said this time, and rightly. */
  SnapshotVersion at(Instant time) {
    return new SnapshotVersion(
        instance, time, time, true, from, firstEnd, hop, said, coverage, problem, set, rules,
        roundId, facts);
  }

  /** Whether another says the same of the same window or round. */
  public boolean tellsTheSameAs(SnapshotVersion other) {
    return sharesPlaceWith(other) && coverage == other.coverage && problem.equals(other.problem);
  }

  /**
   * An answer that came while the windows were longer stays beside those that came after: a shorter
   * window may need it.
   */
  boolean sharesPlaceWith(SnapshotVersion other) {
    return firstEnd.equals(other.firstEnd)
        && hop.equals(other.hop)
        && roundId.equals(other.roundId);
  }
}
