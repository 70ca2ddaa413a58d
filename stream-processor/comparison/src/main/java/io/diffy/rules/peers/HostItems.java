package io.diffy.rules.peers;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.Instance;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An instance whose whole answer takes part in an evaluation.
 *
 * @param instance who
 * @param collectedAt trusted event time of the answer
 * @param items sorted fingerprints of its items, each once
 */
public record HostItems(Instance instance, Instant collectedAt, long[] items) {
  /** The hosts of each cohort, in their order. */
  public static SortedMap<Cohort, List<HostItems>> byCohort(List<HostItems> hosts) {
    return hosts.stream()
        .collect(groupingBy(host -> host.instance().cohort(), TreeMap::new, toList()));
  }

  public String instanceId() {
    return instance.instanceId();
  }
}
