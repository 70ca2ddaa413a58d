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
 * @param firstSeen earliest observation that shows it
 * @param lastSeen latest observation that shows it
 * @param createdAt evaluation that created it
 * @param evaluatedAt evaluation this event comes from
 * @param closeReason why it ended, for close; empty otherwise
 * @param roundId the on-demand round that was judged; empty for scheduled evaluations
 * @param incidentId the person's own name for what the latest on-demand round that saw it was for;
 *     empty when no round said so
 */
public record FindingLifecycle(
    int sequence,
    Activity activity,
    Instant firstSeen,
    Instant lastSeen,
    Instant createdAt,
    Instant evaluatedAt,
    Optional<CloseReason> closeReason,
    String roundId,
    String incidentId) {

  /** Of no incident. */
  public FindingLifecycle(
      int sequence,
      Activity activity,
      Instant firstSeen,
      Instant lastSeen,
      Instant createdAt,
      Instant evaluatedAt,
      Optional<CloseReason> closeReason,
      String roundId) {
    this(sequence, activity, firstSeen, lastSeen, createdAt, evaluatedAt, closeReason, roundId, "");
  }

  FindingLifecycle seenLast(Instant time) {
    return new FindingLifecycle(
        sequence,
        activity,
        firstSeen,
        time,
        createdAt,
        evaluatedAt,
        closeReason,
        roundId,
        incidentId);
  }

  /** The same, named after an on-demand round. */
  public FindingLifecycle ofRound(String round) {
    return new FindingLifecycle(
        sequence,
        activity,
        firstSeen,
        lastSeen,
        createdAt,
        evaluatedAt,
        closeReason,
        round,
        incidentId);
  }

  /** The same, belonging to an incident. */
  public FindingLifecycle ofIncident(String incident) {
    return new FindingLifecycle(
        sequence,
        activity,
        firstSeen,
        lastSeen,
        createdAt,
        evaluatedAt,
        closeReason,
        roundId,
        incident);
  }

  FindingLifecycle next(Activity next, Optional<CloseReason> why, Instant at, String round) {
    return new FindingLifecycle(
        sequence + 1, next, firstSeen, lastSeen, createdAt, at, why, round, incidentId);
  }
}
