package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.plus;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What spreads gets worse; what only answers less often does not change. */
class GrowthTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path stateDir;
  private TopologyRig rig;

  @BeforeEach
  void start() {
    rig = new TopologyRig(stateDir);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void anImplantOnOneThenThreeThenTenHostsGetsWorse() {
    collect(0, 30, n -> n <= 1, GrowthTest::all);
    collect(1, 30, n -> n <= 3, GrowthTest::all);
    collect(2, 30, n -> n <= 10, GrowthTest::all);
    rig.end(THREE_AM.plus(HOUR.multipliedBy(3)));

    List<Finding> life = rig.findings();

    assertEquals(List.of(1, 3, 10), life.stream().map(f -> f.instances().size()).toList());
    assertEquals(
        List.of(1.778, 2.255, 2.778), life.stream().map(Finding::score).toList(), "+ log10(n)");
    assertEquals(
        List.of(Severity.HIGH, Severity.CRITICAL, Severity.CRITICAL),
        life.stream().map(Finding::severity).toList());
    assertEquals(
        "10 of 30 instances (launch version 7, ami-0a7, m5.large) have this; no image, launch"
            + " version or type explains which; it spreads: on 10 hosts since 2026-11-20T05:01:10Z, on 3 hosts since 2026-11-20T04:01:03Z, on 1 host"
            + " since 2026-11-20T03:01:01Z",
        life.get(2).reason());
  }

  @Test
  void theSameInARolloutIsADriftThatDoesNotGetWorse() {
    List<Integer> newHosts = List.of(1, 3, 10);
    for (int hour = 0; hour < 3; hour++) {
      for (int n = 1; n <= 30; n++) {
        boolean rolled = n <= newHosts.get(hour);
        Instance host = rolled ? instance(n, "8", "ami-0b8") : instance(n);
        rig.observe(answer(host, n, hour, rolled));
      }
    }
    rig.end(THREE_AM.plus(HOUR.multipliedBy(3)));

    List<Finding> events = rig.findings();

    assertTrue(events.stream().allMatch(f -> f.severity() == Severity.INFORMATIONAL));
    assertTrue(events.stream().allMatch(f -> f.score() == 0));
    assertEquals(
        List.of(1, 3, 10),
        events.stream()
            .filter(f -> f.kind() == Kind.DRIFT)
            .map(f -> f.instances().size())
            .toList());
  }

  @Test
  void whatGoesAndComesBackOnAHostIsNoGrowth() {
    collect(0, 30, n -> n <= 2, GrowthTest::all);
    collect(1, 30, n -> n <= 1, GrowthTest::all);
    collect(2, 30, n -> n <= 2, GrowthTest::all);
    rig.end(THREE_AM.plus(HOUR.multipliedBy(3)));

    List<Finding> life = rig.findings();

    assertEquals(life.get(0).score(), life.get(2).score());
    assertEquals(life.get(0).reason(), life.get(2).reason());
  }

  @Test
  void oneOfSixHostsThatMissesAnHourChangesNothing() {
    collect(0, 6, n -> n <= 1, GrowthTest::all);
    collect(1, 6, n -> n <= 1, n -> n != 6);
    collect(2, 6, n -> n <= 1, GrowthTest::all);
    rig.end(THREE_AM.plus(HOUR.multipliedBy(3)));

    Finding only = only();

    assertEquals(Activity.CREATE, only.activity());
    assertEquals(Confidence.MEDIUM, only.confidence());
  }

  @Test
  void oneOfFortyHostsThatMissesAnHourChangesNothing() {
    collect(0, 40, n -> n <= 1, GrowthTest::all);
    collect(1, 40, n -> n <= 1, n -> n != 40);
    collect(2, 40, n -> n <= 1, GrowthTest::all);
    rig.end(THREE_AM.plus(HOUR.multipliedBy(3)));

    assertEquals(1.903, only().score(), "a little above what is very odd; with 39 hosts below");
  }

  @Test
  void aSixthHostForAnHourLiftsNoDoubt() {
    collect(0, 5, n -> n <= 1, GrowthTest::all);
    collect(1, 6, n -> n <= 1, GrowthTest::all);
    collect(2, 5, n -> n <= 1, GrowthTest::all);
    rig.end(THREE_AM.plus(HOUR.multipliedBy(3)));

    assertEquals(Confidence.LOW, only().confidence());
  }

  @Test
  void halfOfAGroupThatGoesAwayLowersTheConfidence() {
    collect(0, 6, n -> n <= 1, GrowthTest::all);
    for (int hour = 1; hour <= 6; hour++) {
      collect(hour, 6, n -> n <= 1, Set.of(1, 2, 3)::contains);
    }
    rig.end(THREE_AM.plus(HOUR.multipliedBy(7)));

    List<Confidence> life =
        rig.findings().stream()
            .filter(f -> f.kind() == Kind.UNEXPECTED && f.activity() != Activity.CLOSE)
            .map(Finding::confidence)
            .toList();

    assertEquals(List.of(Confidence.MEDIUM, Confidence.LOW), life);
  }

  /** The hosts that answer in an hour, some of them with the implant. */
  private void collect(int hour, int group, IntPredicate rogue, IntPredicate answers) {
    for (int n = 1; n <= group; n++) {
      if (answers.test(n)) {
        rig.observe(answer(instance(n), n, hour, rogue.test(n)));
      }
    }
  }

  private static boolean all(int host) {
    return host > 0;
  }

  private static Observation answer(Instance host, int n, int hour, boolean rogue) {
    Instant at = THREE_AM.plus(HOUR.multipliedBy(hour)).plusSeconds(60 + n);
    return Observation.of(host, "crontab", at, rogue ? plus(CLEAN_CRON, ROGUE_CRON) : CLEAN_CRON);
  }

  private Finding only() {
    List<Finding> findings =
        rig.findings().stream().filter(f -> f.kind() != Kind.COVERAGE).toList();
    assertEquals(1, findings.size(), findings::toString);
    return findings.get(0);
  }
}
