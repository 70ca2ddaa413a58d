package io.diffy.rules.evaluation;

import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.item.HostFacts;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One group and query about to be judged, and what is known of the hosts whatever the query.
 *
 * @param group the group
 * @param query the query
 * @param at end of the window, or when the round closed
 * @param windowStart exclusive
 * @param roundId empty for a scheduled window
 * @param incidentId what the round is for; empty when not said
 * @param hosts what is known of each host, by instance id
 * @param accepted what people accepted in the group at that time
 */
public record EvaluationContext(
    GroupKey group,
    String query,
    Instant at,
    Instant windowStart,
    String roundId,
    String incidentId,
    Map<String, HostFacts> hosts,
    ExceptionsInForce accepted) {

  public Optional<HostFacts> facts(SnapshotVersion version) {
    return facts(version.instance().instanceId());
  }

  public Optional<HostFacts> facts(String instanceId) {
    return Optional.ofNullable(hosts.get(instanceId));
  }

  /** Whether the host had just booted when it gave this answer; both times are its own. */
  public boolean newborn(SnapshotVersion version) {
    return facts(version).filter(known -> known.newborn(version.collectedAt())).isPresent();
  }
}
