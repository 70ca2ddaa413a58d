package io.diffy.simulator;

import io.diffy.schemas.Instance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What really happened in a simulated fleet.
 *
 * @param hosts all instances that ever answered
 */
public record Truth(List<Attack> attacks, List<Host> hosts) {

  /**
   * An instance and what was odd about it without any attack.
   *
   * @param from the first collection it answers
   * @param until the first collection it no longer answers
   * @param labels collection to the words for what was odd then; collections without any are left
   *     out
   */
  public record Host(Instance instance, int from, int until, Map<Integer, List<String>> labels) {}

  /** The ids of the attacked instances. */
  public Set<String> attacked() {
    return attacks.stream().map(Attack::instanceId).collect(Collectors.toUnmodifiableSet());
  }
}
