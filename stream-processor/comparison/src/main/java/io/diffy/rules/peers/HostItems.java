package io.diffy.rules.peers;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Each instance once, the first of several, in the order of their ids. */
  public static Map<String, HostItems> byInstance(List<HostItems> hosts) {
    // In order already, as a rule: to sort them so costs less than a tree of thousands.
    List<HostItems> sorted = new ArrayList<>(hosts);
    sorted.sort(Comparator.comparing(HostItems::instanceId));
    Map<String, HostItems> byInstance = new LinkedHashMap<>();
    sorted.forEach(host -> byInstance.putIfAbsent(host.instanceId(), host));
    return byInstance;
  }

  public String instanceId() {
    return instance.instanceId();
  }
}
