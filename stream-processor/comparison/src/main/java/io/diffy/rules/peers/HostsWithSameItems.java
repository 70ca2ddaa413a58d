package io.diffy.rules.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hosts that share one array of items, counted together: most hosts of a group answer alike.
 *
 * @param items sorted fingerprints
 * @param hosts how many hosts answered just this, 1 and up
 */
public record HostsWithSameItems(long[] items, int hosts) {

  public static List<HostsWithSameItems> of(List<HostItems> covered) {
    IdentityHashMap<long[], Integer> counts = new IdentityHashMap<>();
    covered.forEach(host -> counts.merge(host.items(), 1, Integer::sum));
    List<HostsWithSameItems> alike = new ArrayList<>(counts.size());
    counts.forEach((items, hosts) -> alike.add(new HostsWithSameItems(items, hosts)));
    return alike;
  }

  /** A map of what such hosts show, with room for the longest answer: to grow costs as much. */
  public static <V> Map<Long, V> map(List<HostsWithSameItems> alike) {
    return new HashMap<>(2 * alike.stream().mapToInt(a -> a.items().length).max().orElse(0));
  }
}
