package io.diffy.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.simulator.AttackType;
import io.diffy.simulator.Scenario;
import io.diffy.simulator.Simulation;
import org.junit.jupiter.api.Test;

/** The methods that the topology is compared with do what their names say. */
final class ReferenceMethodsTest {
  private static final Simulation FLEET = Simulation.of(Scenario.SMALL, 2);

  @Test
  void rawRowsAgainstOneHostFindAlmostAllAndAccuseEverybody() {
    MethodScore score = score(new SetDifference());
    assertTrue(score.found().any() >= score.found().all() - 1, () -> score.found().toString());
    assertTrue(score.cleanAccused > 0.9 * score.clean, () -> score.cleanAccused + " accused");
  }

  @Test
  void stackingIsBlindToWhatIsMissingAndQuieterWithMasks() {
    MethodScore plain = score(new Stacking(false));
    MethodScore masked = score(new Stacking(true));
    assertTrue(masked.falseClaims < plain.falseClaims, masked.falseClaims + " false");
    MethodScore.Found removed =
        masked.byType.getOrDefault(AttackType.CRON_LINE_REMOVED, MethodScore.Found.NONE);
    assertEquals(0, removed.any());
  }

  @Test
  void masksLeaveDigestsAlone() {
    Instance host =
        new Instance(
            GroupKey.named("web"),
            "i-0123456789abcdef0",
            Cohort.UNKNOWN,
            new Address("", "ip-10-0-0-7", "10.0.0.7"));
    assertEquals(
        "<id> <host> <ip> <ip>:<n> " + "a1".repeat(32),
        HostText.mask(
            "i-0123456789abcdef0 ip-10-0-0-7 10.0.0.7 10.1.2.3:40001 " + "a1".repeat(32), host));
  }

  private static MethodScore score(Method method) {
    Scorer scorer = new Scorer(FLEET.truth());
    return scorer.score(method.judge(FLEET, scorer::add));
  }
}
