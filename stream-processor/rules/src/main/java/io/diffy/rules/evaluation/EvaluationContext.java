package io.diffy.rules.evaluation;

import io.diffy.rules.detection.ProgramPath;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.item.HostFacts;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.schemas.GroupKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One group and query about to be evaluated, and what is known of the hosts whatever the query.
 *
 * @param group the group
 * @param query the query
 * @param window what for
 * @param hosts what is known of each host, by instance id
 * @param stories what its other queries have led at that time
 * @param accepted what people accepted in the group at that time
 * @param aside gets in what else hosts differ
 */
public record EvaluationContext(
    GroupKey group,
    String query,
    EvaluationWindow window,
    Map<String, HostFacts> hosts,
    StoryLeads stories,
    ExceptionsInForce accepted,
    SetAsideRows aside) {

  public Optional<HostFacts> facts(String instanceId) {
    return Optional.ofNullable(hosts.get(instanceId));
  }

  /**
   * Whether an account is in use on all these hosts, over ssh: it was rather made for its owner,
   * and what runs from its home by its owner.
   */
  boolean ownerIsLoggedIn(Map<String, String> row, Set<String> hosts) {
    String username = row.getOrDefault("username", ProgramPath.ownerOf(row));
    return !username.isEmpty()
        && hosts.stream()
            .allMatch(id -> facts(id).filter(f -> f.users().contains(username)).isPresent());
  }

  /**
   * Whether the host had just booted when it gave this answer: by its own clock, or by the group's,
   * which also tells it of a host whose clock jumped since.
   */
  public boolean newborn(SnapshotVersion version) {
    return facts(version.instance().instanceId())
        .filter(known -> known.newborn(version.collectedAt()) || known.newborn(version.eventTime()))
        .isPresent();
  }
}
