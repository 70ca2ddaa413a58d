package io.diffy.rules.state;

import io.diffy.rules.item.HostFacts;
import io.diffy.rules.time.EventTime;
import io.diffy.rules.time.WindowAssignment;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One answer of an instance, as the state keeps it.
 *
 * @param instance who
 * @param time when it counts from
 * @param window for which windows it counts
 * @param reportedInterval the interval it says; zero when an older version of this program kept it
 * @param content what it says
 * @param roundId the on-demand round it answers; empty for scheduled ones
 */
public record SnapshotVersion(
    Instance instance,
    EventTime time,
    WindowAssignment window,
    Duration reportedInterval,
    AnswerContent content,
    String roundId) {

  /**
   * What an answer says.
   *
   * @param status how whole it is, and why it is not
   * @param set name of its item set; 0 when there is none
   * @param rules which rules made the items: items of other rules can't be compared
   * @param facts what it says of the host as a whole
   */
  public record AnswerContent(Status status, long set, int rules, Optional<HostFacts> facts) {
    /** Without items. */
    public AnswerContent(Status status, int rules) {
      this(status, 0, rules, Optional.empty());
    }
  }

  /**
   * Newer answers win. An answer that came too late to be trusted is older than any other: it
   * counts from when it came, but a backlog that comes at once must not pass for the present.
   * Between equals the bigger set name wins, so that order of arrival can't matter.
   */
  public boolean winsOver(SnapshotVersion other) {
    boolean late = time.cameTooLate();
    if (late != other.time.cameTooLate()) {
      return !late;
    }
    int byTime = late ? 0 : eventTime().compareTo(other.eventTime());
    int byHost = byTime != 0 ? byTime : collectedAt().compareTo(other.collectedAt());
    int byCoverage = byHost != 0 ? byHost : other.coverage().compareTo(coverage());
    return byCoverage != 0 ? byCoverage > 0 : content.set() > other.content.set();
  }

  /** An answer with its items: whole, or what a cut one shows. */
  public SnapshotVersion whole(long itemSet, Optional<HostFacts> host) {
    return with(time, new AnswerContent(content.status(), itemSet, content.rules(), host));
  }

  /** An answer that is not compared, and why. */
  public SnapshotVersion refused(String why) {
    return with(time, new AnswerContent(new Status(Coverage.TRUNCATED, why), content.rules()));
  }

  /** The same as if the host's clock had said this time, and rightly. */
  SnapshotVersion at(Instant now) {
    return with(new EventTime(now, now, true), content);
  }

  private SnapshotVersion with(EventTime otherTime, AnswerContent other) {
    return new SnapshotVersion(instance, otherTime, window, reportedInterval, other, roundId);
  }

  /** Whether another says the same of the same window or round. */
  public boolean tellsTheSameAs(SnapshotVersion other) {
    return sharesPlaceWith(other) && content.status().equals(other.content.status());
  }

  boolean sharesPlaceWith(SnapshotVersion other) {
    return window.isSameWindow(other.window) && roundId.equals(other.roundId);
  }

  public Instant eventTime() {
    return time.at();
  }

  public Instant collectedAt() {
    return time.collectedAt();
  }

  public Instant from() {
    return window.from();
  }

  public Instant firstEnd() {
    return window.firstEnd();
  }

  public Coverage coverage() {
    return content.status().coverage();
  }

  /** Whether it is whole, and its items can be compared with those of the same rules. */
  public boolean isWhole(int rules) {
    return coverage() == Coverage.OK && content.rules() == rules;
  }

  /** Whether it was cut, and shows items all the same that can be compared. */
  public boolean showsSome(int rules) {
    return coverage() == Coverage.TRUNCATED && set() != 0 && content.rules() == rules;
  }

  public long set() {
    return content.set();
  }

  public Optional<HostFacts> facts() {
    return content.facts();
  }
}
