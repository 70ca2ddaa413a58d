package io.diffy.rules.finding;

import io.diffy.schemas.Finding;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is remembered of a finding between evaluations.
 *
 * @param finding its last event
 * @param open whether it is open now
 * @param subject fingerprint of the item
 * @param identity fingerprint of the thing when the whole thing is odd, otherwise 0
 * @param baselines versions of the baselines that took part, for the reason it may close
 */
public record FindingState(
    Finding finding, boolean open, long subject, long identity, List<Integer> baselines) {

  Set<String> instanceIds() {
    return finding.instances().stream().map(i -> i.instanceId()).collect(Collectors.toSet());
  }
}
