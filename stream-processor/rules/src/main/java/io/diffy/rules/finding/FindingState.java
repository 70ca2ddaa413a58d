package io.diffy.rules.finding;

import io.diffy.rules.state.HostMemory;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is remembered of a finding between evaluations.
 *
 * @param finding its last event
 * @param basis what it rests on
 * @param memory what is known of its hosts
 */
public record FindingState(Finding finding, Basis basis, HostMemory memory) {

  /** Of which nothing is known but its last event. */
  public FindingState(Finding finding, Basis basis) {
    this(finding, basis, HostMemory.of(finding));
  }

  /**
   * What a finding rests on beside what its event says.
   *
   * @param subject fingerprint of the item
   * @param identity fingerprint of the thing when the whole thing is odd, otherwise 0
   * @param baselines versions of the baselines that took part, for the reason it may close
   * @param veryOdd whether its score made it matter one level more
   */
  public record Basis(long subject, long identity, List<Integer> baselines, boolean veryOdd) {
    /** Of what is about no row. */
    static final Basis NONE = new Basis(0, 0, List.of(), false);
  }

  public boolean open() {
    return finding.isOpen();
  }

  /**
   * Whether it is open, or closed only because somebody accepted it: then it is rated as if nobody
   * had.
   */
  boolean isRemembered() {
    return open() || finding.closeReason().filter(CloseReason.ACCEPTED::equals).isPresent();
  }

  Set<String> instanceIds() {
    return finding.instances().stream().map(Instance::instanceId).collect(Collectors.toSet());
  }
}
