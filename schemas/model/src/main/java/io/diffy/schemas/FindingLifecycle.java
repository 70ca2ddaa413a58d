package io.diffy.schemas;

import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import java.time.Instant;
import java.util.Optional;

/**
 * What an event does to its finding, and when what was seen.
 *
 * @param sequence 1 for the first event of this uid, then up by one
 * @param activity create, update or close
 * @param seen when it was observed
 * @param createdAt evaluation that created it
 * @param evaluatedAt evaluation this event comes from
 * @param closeReason why it ended, for close; empty otherwise
 * @param occasion what it was judged for
 * @param triage what a person says of it; empty as long as nobody does
 */
public record FindingLifecycle(
    int sequence,
    Activity activity,
    Seen seen,
    Instant createdAt,
    Instant evaluatedAt,
    Optional<CloseReason> closeReason,
    Occasion occasion,
    Optional<Triage> triage) {

  /** Of which nobody says anything. */
  public FindingLifecycle(
      int sequence,
      Activity activity,
      Seen seen,
      Instant createdAt,
      Instant evaluatedAt,
      Optional<CloseReason> closeReason,
      Occasion occasion) {
    this(sequence, activity, seen, createdAt, evaluatedAt, closeReason, occasion, Optional.empty());
  }

  /** The earliest and the latest observation that shows it. */
  public record Seen(Instant first, Instant last) {}

  /**
   * What it was judged for.
   *
   * @param roundId the on-demand round; empty for scheduled evaluations
   * @param incidentId the person's own name for what the latest on-demand round that saw it was
   *     for; empty when no round said so
   */
  public record Occasion(String roundId, String incidentId) {
    public static final Occasion SCHEDULE = new Occasion("", "");
  }

  FindingLifecycle seenLast(Instant time) {
    return new FindingLifecycle(
        sequence,
        activity,
        new Seen(seen.first(), time),
        createdAt,
        evaluatedAt,
        closeReason,
        occasion,
        triage);
  }

  /** The same, judged for something else. */
  public FindingLifecycle with(Occasion other) {
    return new FindingLifecycle(
        sequence, activity, seen, createdAt, evaluatedAt, closeReason, other, triage);
  }

  /** The same, of which a person says this. */
  public FindingLifecycle with(Optional<Triage> said) {
    return new FindingLifecycle(
        sequence, activity, seen, createdAt, evaluatedAt, closeReason, occasion, said);
  }

  FindingLifecycle closedFor(CloseReason why) {
    return new FindingLifecycle(
        sequence, activity, seen, createdAt, evaluatedAt, Optional.of(why), occasion, triage);
  }

  FindingLifecycle next(Activity next, Optional<CloseReason> why, Instant at, String round) {
    Occasion now = new Occasion(round, occasion.incidentId());
    return new FindingLifecycle(sequence + 1, next, seen, createdAt, at, why, now, triage);
  }
}
