package io.diffy.processor.rules;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Hosts that share one array of items, counted together: most hosts of a group answer alike.
 *
 * @param items sorted fingerprints
 * @param hosts how many hosts answered just this, 1 and up
 */
record Alike(long[] items, int hosts) {

  static List<Alike> of(List<Covered> covered) {
    IdentityHashMap<long[], Integer> counts = new IdentityHashMap<>();
    covered.forEach(host -> counts.merge(host.items(), 1, Integer::sum));
    List<Alike> alike = new ArrayList<>(counts.size());
    counts.forEach((items, hosts) -> alike.add(new Alike(items, hosts)));
    return alike;
  }
}
