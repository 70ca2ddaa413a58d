package io.diffy.schemas;

import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an event does to its finding, and when what was seen.
 *
 * @param sequence 1 for the first event of this uid, then up by one
 * @param activity create, update or close
 * @param seen when it was observed
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

  /**
   * When it was observed.
   *
   * @param first the earliest observation that shows it, on any host
   * @param last the latest
   * @param hosts each host's own times, by instance id; empty when the two above are those of the
   *     only host, and in events older than this
   */
  public record Seen(Instant first, Instant last, List<Sighting> hosts) {
    public Seen(Instant first, Instant last) {
      this(first, last, List.of());
    }

    /** The same, and later once more. */
    public Seen until(Instant time) {
      return new Seen(first, time, hosts);
    }

    /** What is known of a host's own times. */
    Optional<Sighting> on(String instanceId) {
      return hosts.stream().filter(host -> host.instanceId().equals(instanceId)).findFirst();
    }

    /** Its times on the only host. */
    Sighting onlyOn(String instanceId) {
      return new Sighting(instanceId, Optional.of(first), last, Optional.empty(), Map.of());
    }
  }

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

  /** The same, closed for another reason. */
  public FindingLifecycle closedFor(CloseReason why) {
    return new FindingLifecycle(
        sequence, activity, seen, createdAt, evaluatedAt, Optional.of(why), occasion, triage);
  }

  /** The same, seen otherwise. */
  public FindingLifecycle with(Seen other) {
    return new FindingLifecycle(
        sequence, activity, other, createdAt, evaluatedAt, closeReason, occasion, triage);
  }

  FindingLifecycle next(
      Activity next, Set<String> of, Optional<CloseReason> why, Instant at, String round) {
    Occasion now = new Occasion(round, occasion.incidentId());
    List<Sighting> left =
        seen.hosts().stream().filter(host -> of.contains(host.instanceId())).toList();
    Seen by = new Seen(seen.first(), seen.last(), left);
    return new FindingLifecycle(sequence + 1, next, by, createdAt, at, why, now, triage);
  }
}
