package io.diffy.rules.peers;

import io.diffy.schemas.Instance;
import java.time.Instant;

/**
 * An instance whose whole answer takes part in an evaluation.
 *
 * @param instance who
 * @param collectedAt trusted event time of the answer
 * @param items sorted fingerprints of its items, each once
 */
public record HostItems(Instance instance, Instant collectedAt, long[] items) {
  public String instanceId() {
    return instance.instanceId();
  }
}
