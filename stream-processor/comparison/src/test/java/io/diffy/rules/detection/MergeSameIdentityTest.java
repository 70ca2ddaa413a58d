package io.diffy.rules.detection;

import static io.diffy.rules.detection.TestDeviations.hosts;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.pack.TableTrait;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The same thing in two cohorts is one deviation; what has one cause is one, too. */
class MergeSameIdentityTest {
  private static final DeviatingItem IMPLANT = new DeviatingItem(Kind.UNEXPECTED, 1, 0, 9);

  @Test
  void hostsAndCountsOfTwoCohortsAdd() {
    Deviation merged =
        MergeSameIdentity.asOne(
                List.of(
                    found(IMPLANT, Method.CLUSTER, "v7", 10, 2),
                    found(
                        new DeviatingItem(Kind.UNEXPECTED, 2, 0, 9), Method.BASELINE, "v8", 6, 1)))
            .get(0);

    assertEquals(List.of(instance(1).instanceId(), instance(2).instanceId()), merged.hostIds());
    assertEquals(new Prevalence(Method.BOTH, 2, 16, "v7 and v8", List.of()), merged.prevalence());
    assertFalse(merged.everywhere());
  }

  @Test
  void withinOneCohortTheBiggerCountStands() {
    Deviation merged =
        MergeSameIdentity.asOne(
                List.of(
                    found(IMPLANT, Method.CLUSTER, "v7", 10, 2),
                    found(IMPLANT, Method.CLUSTER, "v7", 10, 1)))
            .get(0);

    assertEquals(new Prevalence(Method.CLUSTER, 1, 10, "v7", List.of()), merged.prevalence());
  }

  @Test
  void anItemOfAThingIsNotTheThing() {
    DeviatingItem item = new DeviatingItem(Kind.UNEXPECTED, 9, 0, 0);

    assertEquals(
        2,
        MergeSameIdentity.asOne(
                List.of(
                    found(IMPLANT, Method.CLUSTER, "v7", 10, 1),
                    found(item, Method.CLUSTER, "v7", 10, 1)))
            .size());
  }

  @Test
  void whichItemStandsForAThingDoesNotMatter() {
    assertEquals(IMPLANT, new DeviatingItem(Kind.UNEXPECTED, 2, 0, 9));
    assertEquals(IMPLANT.hashCode(), new DeviatingItem(Kind.UNEXPECTED, 2, 0, 9).hashCode());
    assertFalse(IMPLANT.equals(new DeviatingItem(Kind.UNEXPECTED, 1, 0, 0)));
  }

  @Test
  void fiveChangesOnTheSameHostsAreOneUpgrade() {
    List<Deviation> upgrade = new ArrayList<>();
    for (int n = 1; n <= 5; n++) {
      upgrade.add(
          found(new DeviatingItem(Kind.CHANGED, n, 10 + n, 0), Method.CLUSTER, "v7", 10, 3));
    }

    assertEquals(
        5, CollapseSameCause.asOne(upgrade.subList(0, 4), Set.of()).size() + 1, "four are four");
    List<Deviation> one = CollapseSameCause.asOne(upgrade, Set.of());
    assertEquals(1, one.size());
    assertEquals(List.of(2L, 3L, 4L, 5L), one.get(0).others());
    assertEquals(
        upgrade,
        CollapseSameCause.asOne(upgrade, Set.of(TableTrait.DELIBERATE)),
        "of settings each is told");
  }

  @Test
  void theOrderOfHostsIsThatOfTheirIds() {
    List<HostItems> shuffled = new ArrayList<>(hosts(1, 2, 3, 4));
    Collections.shuffle(shuffled, new Random(1));

    assertTrue(MergeSameIdentity.sorted(shuffled).get(0).instance().equals(instance(1)));
  }

  private static Deviation found(
      DeviatingItem item, Method method, String cohort, int compared, int host) {
    return Deviation.unscored(
        item, hosts(host), new Prevalence(method, 1, compared, cohort, List.of()), false);
  }
}
