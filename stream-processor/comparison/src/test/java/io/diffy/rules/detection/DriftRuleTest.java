package io.diffy.rules.detection;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.packfile.TriagePack;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What follows image, launch version or instance type is no attack; what does not may be one. */
class DriftRuleTest {
  private static final QueryRules CRON = QueryRules.of(TriagePack.load().queries().get("crontab"));
  private static final List<Map<String, String>> NEW_CRON = plus(CLEAN_CRON, ROGUE_CRON);
  private static final String V7 = "launch version 7, ami-0a7, m5.large";
  private static final String V8 = "launch version 8, ami-0b8, m5.large";

  private final Fleet fleet = new Fleet(CRON);

  @Test
  void whatFollowsTheLaunchVersionSeparatesBothOfItsCohortsAndAccusesNobody() {
    fleet.with(1, 20, CLEAN_CRON);
    newVersion(21, 30, NEW_CRON);

    DetectionResult result = fleet.detect();

    assertEquals(List.of(), result.deviations());
    assertEquals(List.of(V7, V8), labels(result));
    CohortDifference newer = result.separations().get(1);
    assertEquals(10, newer.hosts().size());
    assertEquals(1, newer.things());
    DeviatingItem sample = newer.samples().get(0);
    assertEquals(Kind.UNEXPECTED, sample.kind());
    assertEquals(ROGUE_CRON, fleet.row(sample.subject()));
    assertEquals(Kind.MISSING, result.separations().get(0).samples().get(0).kind());
  }

  @Test
  void whatAllCohortsShareSeparatesNothing() {
    fleet.with(1, 20, CLEAN_CRON);
    newVersion(21, 30, CLEAN_CRON);

    assertEquals(List.of(), fleet.detect().separations());
  }

  @Test
  void anotherValueOfTheSameThingIsOneChangedThing() {
    Fleet settings = new Fleet(QueryRules.unknown());
    Map<String, String> old = row("path", "/etc/app.conf", "mode", "0644");
    Map<String, String> changed = row("path", "/etc/app.conf", "mode", "0600");
    settings.with(1, 20, List.of(old));
    for (int n = 21; n <= 30; n++) {
      settings.with(instance(n, "8", "ami-0b8"), List.of(changed));
    }

    CohortDifference newer = settings.detect().separations().get(1);

    assertEquals(1, newer.things());
    DeviatingItem sample = newer.samples().get(0);
    assertEquals(Kind.CHANGED, sample.kind());
    assertEquals(changed, settings.row(sample.subject()));
    assertEquals(old, settings.row(sample.previous()));
  }

  @Test
  void whatTwoCohortsOfOneLaunchVersionShareFollowsTheLaunchVersion() {
    for (int n = 1; n <= 24; n++) {
      fleet.with(
          host(n, n > 16 ? "8" : "7", n % 2 == 0 ? "m5.large" : "m6.large"),
          n > 16 ? NEW_CRON : CLEAN_CRON);
    }

    assertEquals(List.of("launch version 7", "launch version 8"), labels(fleet.detect()));
  }

  @Test
  void whatFollowsTheInstanceTypeSaysSo() {
    for (int n = 1; n <= 24; n++) {
      boolean big = n % 4 == 0;
      fleet.with(
          host(n, n > 12 ? "8" : "7", big ? "m6.large" : "m5.large"), big ? NEW_CRON : CLEAN_CRON);
    }

    assertEquals(List.of("m5.large", "m6.large"), labels(fleet.detect()));
  }

  @Test
  void aThingOfSomeHostsOfTheNewVersionIsNoDriftButHeldAgainstThem() {
    fleet.with(1, 20, CLEAN_CRON);
    newVersion(21, 29, CLEAN_CRON);
    fleet.with(instance(30, "8", "ami-0b8"), NEW_CRON);

    DetectionResult result = fleet.detect();

    assertEquals(List.of(), result.separations());
    assertEquals(ROGUE_CRON, fleet.row(fleet.only().subject()));
  }

  @Test
  void aHundredInventedLaunchVersionsCostLittleAndSeparateNothing() {
    fleet.with(1, 20, CLEAN_CRON);
    for (int n = 100; n < 200; n++) {
      fleet.with(instance(n, "v" + n, "ami-" + n), CLEAN_CRON);
    }

    assertTrue(fleet.detect().separations().isEmpty());
  }

  private void newVersion(int first, int last, List<Map<String, String>> rows) {
    for (int n = first; n <= last; n++) {
      fleet.with(instance(n, "8", "ami-0b8"), rows);
    }
  }

  private static Instance host(int n, String version, String type) {
    Instance i = instance(n);
    return new Instance(
        i.group(), i.instanceId(), new Cohort("ami-" + version, version, type), i.address());
  }

  private static List<String> labels(DetectionResult result) {
    return result.separations().stream().map(CohortDifference::label).toList();
  }
}
