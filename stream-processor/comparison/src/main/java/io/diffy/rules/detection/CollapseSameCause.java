package io.diffy.rules.detection;

import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Many things that changed on just the same hosts have one cause, most often a package upgrade that
 * these hosts had and their peers did not yet: they are one deviation.
 */
final class CollapseSameCause {
  /** By hand an intruder replaces fewer. */
  private static final int LEAST = 5;

  private static final int STANDS_FOR_ALL = Integer.MAX_VALUE;

  private record SharedCause(Kind kind, List<String> hosts) {}

  private CollapseSameCause() {}

  /** The deviations, each bulk as its first one. The order is kept. */
  static List<Deviation> asOne(List<Deviation> deviations) {
    Map<SharedCause, Integer> sizes = new LinkedHashMap<>();
    deviations.forEach(d -> sizes.merge(cause(d), 1, Integer::sum));
    List<Deviation> left = new ArrayList<>();
    for (Deviation deviation : deviations) {
      int size = sizes.get(cause(deviation));
      if (deviation.kind() != Kind.CHANGED || size < LEAST) {
        left.add(deviation);
      } else if (size != STANDS_FOR_ALL) {
        left.add(deviation.standingFor(size - 1));
        sizes.put(cause(deviation), STANDS_FOR_ALL);
      }
    }
    return left;
  }

  private static SharedCause cause(Deviation deviation) {
    return new SharedCause(deviation.kind(), deviation.hostIds());
  }
}
