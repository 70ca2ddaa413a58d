package io.diffy.rules.peers;

import io.diffy.schemas.Cohort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides who is compared with whom. A cohort that is big enough, or has a baseline, is compared
 * within itself. The rest is compared with the whole group.
 */
public final class PeerGroups {
  /** Below six peers a single dissenter is not a minority at 95 % (Jeffreys interval). */
  public static final int SMALLEST_COHORT = 6;

  private PeerGroups() {}

  public static List<PeerGroup> of(List<HostItems> covered, List<BaselineItems> references) {
    Map<Cohort, List<HostItems>> cohorts = HostItems.byCohort(covered);
    List<PeerGroup> peerGroups = new ArrayList<>();
    List<HostItems> rest = new ArrayList<>();
    cohorts.forEach(
        (cohort, members) -> {
          Optional<BaselineItems> reference = referenceFor(cohort, references);
          if (cohorts.size() == 1 || members.size() >= SMALLEST_COHORT || reference.isPresent()) {
            peerGroups.add(new PeerGroup(cohort.label(), members, members, reference));
          } else {
            rest.addAll(members);
          }
        });
    if (!rest.isEmpty()) {
      peerGroups.add(new PeerGroup("whole group", covered, rest, Optional.empty()));
    }
    return peerGroups;
  }

  /** The most specific baseline that holds for the cohort. */
  private static Optional<BaselineItems> referenceFor(
      Cohort cohort, List<BaselineItems> references) {
    return references.stream()
        .filter(r -> r.holdsFor(cohort))
        .max(
            Comparator.comparingInt((BaselineItems r) -> known(r.cohort()))
                .thenComparing(BaselineItems::cohort));
  }

  private static int known(Cohort cohort) {
    return (cohort.ami().isEmpty() ? 0 : 1)
        + (cohort.launchVersion().isEmpty() ? 0 : 1)
        + (cohort.instanceType().isEmpty() ? 0 : 1);
  }
}
