package io.diffy.rules.peers;

import java.util.List;
import java.util.Optional;

/**
 * The instances that are compared with each other, and the baseline that stands beside them as so
 * many pseudo-instances.
 *
 * @param label for a person
 * @param members everybody who counts
 * @param reported those of the members whose deviations are reported
 * @param reference the baseline of this cohort
 */
public record PeerGroup(
    String label,
    List<HostItems> members,
    List<HostItems> reported,
    Optional<BaselineItems> reference) {

  /** How many clean instances a functional baseline is worth (research proposal: w = 10). */
  public static final int BASELINE_WEIGHT = 10;

  public int weight() {
    return reference.isPresent() ? BASELINE_WEIGHT : 0;
  }

  int size() {
    return members.size() + weight();
  }
}
