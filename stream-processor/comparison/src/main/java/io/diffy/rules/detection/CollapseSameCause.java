package io.diffy.rules.detection;

import io.diffy.schemas.Kind;
import io.diffy.schemas.pack.TableTrait;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Many things that changed on just the same hosts have one cause, most often a package upgrade that
 * these hosts had and their peers did not yet: they are one deviation.
 */
final class CollapseSameCause {
  /** By hand an intruder replaces fewer programs. */
  private static final int LEAST = 5;

  /** Of what somebody decides, such as settings, each is worth a word; of so many one. */
  private static final int LEAST_DECISIONS = 16;

  private record SharedCause(Kind kind, List<String> hosts) {}

  private CollapseSameCause() {}

  /** The deviations, each bulk as its first one. The order is kept. */
  static List<Deviation> asOne(List<Deviation> deviations, Set<TableTrait> traits) {
    boolean decisions =
        traits.contains(TableTrait.DELIBERATE) && !traits.contains(TableTrait.SOFTWARE);
    int least = decisions ? LEAST_DECISIONS : LEAST;
    Map<SharedCause, List<Long>> bulks = new LinkedHashMap<>();
    for (Deviation each : deviations) {
      bulks.computeIfAbsent(cause(each), c -> new ArrayList<>()).add(each.subject());
    }
    List<Deviation> left = new ArrayList<>();
    for (Deviation deviation : deviations) {
      List<Long> bulk = bulks.get(cause(deviation));
      if (deviation.kind() != Kind.CHANGED || bulk.size() < least) {
        left.add(deviation);
      } else if (bulk.get(0) == deviation.subject()) {
        left.add(deviation.standingFor(bulk.subList(1, bulk.size())));
      }
    }
    return left;
  }

  private static SharedCause cause(Deviation deviation) {
    return new SharedCause(deviation.kind(), deviation.hostIds());
  }
}
