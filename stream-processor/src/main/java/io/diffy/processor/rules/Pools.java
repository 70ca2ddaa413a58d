package io.diffy.processor.rules;

import io.diffy.schemas.Cohort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides who is compared with whom. A cohort that is big enough, or has a baseline, is judged
 * within itself. The rest is judged against the whole group.
 */
final class Pools {
  /** Below six peers a single dissenter is not a minority at 95 % (Jeffreys interval). */
  static final int SMALLEST_COHORT = 6;

  private Pools() {}

  static List<Pool> of(List<Covered> covered, List<Reference> references) {
    Map<Cohort, List<Covered>> cohorts = new TreeMap<>();
    for (Covered host : covered) {
      cohorts.computeIfAbsent(host.instance().cohort(), c -> new ArrayList<>()).add(host);
    }
    List<Pool> pools = new ArrayList<>();
    List<Covered> rest = new ArrayList<>();
    cohorts.forEach(
        (cohort, members) -> {
          Optional<Reference> reference = referenceFor(cohort, references);
          if (cohorts.size() == 1 || members.size() >= SMALLEST_COHORT || reference.isPresent()) {
            pools.add(new Pool(cohort.label(), members, members, reference));
          } else {
            rest.addAll(members);
          }
        });
    if (!rest.isEmpty()) {
      pools.add(new Pool("whole group", covered, rest, Optional.empty()));
    }
    return pools;
  }

  /** The most specific baseline that holds for the cohort. */
  private static Optional<Reference> referenceFor(Cohort cohort, List<Reference> references) {
    return references.stream()
        .filter(r -> r.holdsFor(cohort))
        .max(
            Comparator.comparingInt((Reference r) -> known(r.cohort()))
                .thenComparing(Reference::cohort));
  }

  private static int known(Cohort cohort) {
    return (cohort.ami().isEmpty() ? 0 : 1)
        + (cohort.launchVersion().isEmpty() ? 0 : 1)
        + (cohort.instanceType().isEmpty() ? 0 : 1);
  }
}
