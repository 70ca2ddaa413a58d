package io.diffy.processor;

import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.CLEAN_LISTENERS;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_LISTENER;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.plus;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Difference;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deploy is one finding of its group, whatever it changes; a canary alone is not comparable. */
class GroupDriftTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final List<Map<String, String>> NEW_CRON =
      plus(CLEAN_CRON, Map.of("command", "root /opt/new/job", "path", "/etc/cron.d/new"));
  private static final List<Map<String, String>> NEW_LISTENERS =
      plus(CLEAN_LISTENERS, ROGUE_LISTENER);

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
  void aDeployThatChangesTwoTablesIsOneDrift() {
    deployed(0, 7, 3).forEach(rig::observe);
    rig.end(FOUR_AM);

    Finding drift = only(rig.findings());

    assertEquals(Kind.DRIFT, drift.kind());
    assertEquals(Severity.INFORMATIONAL, drift.severity());
    assertEquals(List.of(newer(8), newer(9), newer(10)), drift.instances());
    assertEquals("launch version 8, ami-0b8, m5.large", drift.cohort());
    assertEquals("crontab", drift.query());
    assertEquals(
        List.of("crontab", "listening_ports"),
        drift.differences().stream().map(Difference::query).toList());
    assertEquals(ROGUE_LISTENER, drift.differences().get(1).examples().get(0).row());
    assertEquals(
        "3 of 10 instances (launch version 8, ami-0b8, m5.large) differ from the others in 2 things"
            + " (crontab 1, listening_ports 1): that follows the image, launch version or type",
        drift.reason());
  }

  @Test
  void anUnchangedDriftEmitsNothingMore() {
    for (int hour = 0; hour < 4; hour++) {
      deployed(hour, 7, 3).forEach(rig::observe);
    }
    rig.end(THREE_AM.plus(HOUR.multipliedBy(4)));

    assertEquals(1, rig.findings().size());
  }

  @Test
  void aRareQueryJoinsTheDriftOnceAndDoesNotFlap() {
    for (int hour = 0; hour < 6; hour++) {
      for (Observation answer : deployed(hour, 7, 3)) {
        boolean listeners = answer.query().equals("listening_ports");
        if (!listeners) {
          rig.observe(answer);
        } else if (hour % 3 == 0) {
          rig.observe(answer.withInterval(3 * 3600));
        }
      }
    }
    rig.end(THREE_AM.plus(HOUR.multipliedBy(6)));

    List<Finding> events = rig.findings();

    assertEquals(List.of(Activity.CREATE, Activity.UPDATE), activities(events));
    assertEquals(
        List.of("crontab", "listening_ports"),
        events.get(1).differences().stream().map(Difference::query).toList());
    assertEquals(events.get(0).uid(), events.get(1).uid());
  }

  @Test
  void aHostOfTheNewVersionThatMissesAnHourChangesNothing() {
    deployed(0, 7, 3).forEach(rig::observe);
    deployed(1, 7, 2).forEach(rig::observe);
    deployed(2, 7, 3).forEach(rig::observe);
    rig.end(THREE_AM.plus(HOUR.multipliedBy(3)));

    assertEquals(
        List.of(Activity.CREATE),
        activities(rig.findings().stream().filter(f -> f.kind() == Kind.DRIFT).toList()));
  }

  @Test
  void aDriftClosesWhenTheCohortsConverge() {
    deployed(0, 7, 3).forEach(rig::observe);
    for (Observation answer : deployed(1, 7, 3)) {
      rig.observe(
          answer.query().equals("crontab")
              ? withRows(answer, CLEAN_CRON)
              : withRows(answer, CLEAN_LISTENERS));
    }
    rig.end(THREE_AM.plus(HOUR.multipliedBy(2)));

    List<Finding> events = rig.findings();

    assertEquals(List.of(Activity.CREATE, Activity.CLOSE), activities(events));
    assertEquals(Optional.of(CloseReason.PEERS_CONVERGED), events.get(1).closeReason());
  }

  @Test
  void aRolloutIsOneDriftUntilTheOldHostsAreGone() {
    List<Finding> events = new ArrayList<>();
    for (int hour = 0; hour < 12; hour++) {
      int old = Math.max(0, 10 - 2 * hour);
      deployed(hour, old, 10 - old).forEach(rig::observe);
      rig.findings().stream().filter(f -> f.kind() != Kind.COVERAGE).forEach(events::add);
    }
    rig.end(THREE_AM.plus(HOUR.multipliedBy(12)));
    rig.findings().stream().filter(f -> f.kind() != Kind.COVERAGE).forEach(events::add);

    assertTrue(events.stream().allMatch(f -> f.kind() == Kind.DRIFT), events::toString);
    assertEquals(1, events.stream().map(Finding::uid).distinct().count());
    Finding last = events.get(events.size() - 1);
    assertEquals(Optional.of(CloseReason.INSTANCE_TERMINATED), last.closeReason());
  }

  @Test
  void aDriftHidesNoAttackOnAHostOfTheNewVersion() {
    for (Observation answer : deployed(0, 10, 8)) {
      boolean attacked = answer.instance().equals(newer(12)) && answer.query().equals("crontab");
      rig.observe(attacked ? withRows(answer, plus(NEW_CRON, ROGUE_CRON)) : answer);
    }
    rig.end(FOUR_AM);

    List<Finding> findings = rig.findings();

    assertEquals(2, findings.size());
    Finding attack = only(findings.stream().filter(f -> f.kind() == Kind.UNEXPECTED).toList());
    assertEquals(ROGUE_CRON, attack.row());
    assertEquals(List.of(newer(12)), attack.instances());
  }

  @Test
  void aCanaryThatIsAloneIsCalledNotComparableThoughNothingDrifts() {
    for (int hour = 0; hour < 3; hour++) {
      for (Observation answer : deployed(hour, 9, 1)) {
        rig.observe(
            answer.query().equals("crontab")
                ? withRows(answer, CLEAN_CRON)
                : withRows(answer, CLEAN_LISTENERS));
      }
    }
    rig.end(THREE_AM.plus(HOUR.multipliedBy(3)));

    Finding alone = only(rig.findings());

    assertEquals(Kind.COVERAGE, alone.kind());
    assertEquals("not comparable", alone.row().get("coverage"));
    assertEquals(List.of(newer(10)), alone.instances());
    assertEquals(Finding.ALL_QUERIES, alone.query());
    assertEquals(
        "1 of 10 instances is not comparable: it is the only one with launch version 8, ami-0b8,"
            + " m5.large, and no baseline holds for it",
        alone.reason());
  }

  @Test
  void aLoneHostWithABaselineIsComparableThoughOneTableCannotBeAsked() {
    Instant at = FOUR_AM.plusSeconds(60);
    rig.baseline(CRON_BASELINE);
    rig.observe(Observation.of(instance(1), "crontab", at, CLEAN_CRON));
    rig.observe(Observation.failed(instance(1), "iptables", at, "iptables-save is not installed"));
    rig.end(FOUR_AM.plus(HOUR));

    List<Finding> gaps = rig.findings();

    assertEquals(List.of("iptables"), gaps.stream().map(Finding::query).toList());
  }

  @Test
  void aCanaryIsComparableWhenASecondOneComes() {
    for (int hour = 0; hour < 4; hour++) {
      deployed(hour, 9, 1).forEach(rig::observe);
    }
    deployed(4, 9, 2).forEach(rig::observe);
    rig.end(THREE_AM.plus(HOUR.multipliedBy(5)));

    List<Finding> alone = rig.findings().stream().filter(f -> f.kind() == Kind.COVERAGE).toList();

    assertEquals(List.of(Activity.CREATE, Activity.CLOSE), activities(alone));
    assertEquals(Optional.of(CloseReason.COVERAGE_RESTORED), alone.get(1).closeReason());
  }

  @Test
  void aCanaryThatASecondOneFollowsAtOnceIsNoGap() {
    deployed(0, 9, 1).forEach(rig::observe);
    deployed(1, 9, 2).forEach(rig::observe);
    rig.end(THREE_AM.plus(HOUR.multipliedBy(2)));

    assertTrue(rig.findings().stream().noneMatch(f -> f.kind() == Kind.COVERAGE));
  }

  @Test
  void aHostThatIsTwoSecondsAheadOfItsGroupIsNotAlone() {
    for (int n = 1; n <= 8; n++) {
      rig.observe(Observation.of(instance(n), "crontab", FOUR_AM.plusSeconds(n - 1), CLEAN_CRON));
    }
    rig.end(FOUR_AM.plus(HOUR));

    assertEquals(List.of(), rig.findings());
  }

  @Test
  void theOrderOfTheAnswersNeverMatters(@TempDir Path otherDir) {
    List<Observation> answers = new ArrayList<>(deployed(0, 7, 3));
    answers.forEach(o -> rig.observe(o, THREE_AM.plusSeconds(900)));
    rig.end(FOUR_AM);
    Collections.shuffle(answers, new Random(5));
    try (TopologyRig other = new TopologyRig(otherDir)) {
      answers.forEach(o -> other.observe(o, THREE_AM.plusSeconds(900)));
      other.end(FOUR_AM);

      assertEquals(rig.findings(), other.findings());
    }
  }

  /**
   * An hour of a group: so many old hosts, then so many of launch version 8 with a cron line and a
   * port more.
   */
  private static List<Observation> deployed(int hour, int old, int newer) {
    Instant at = THREE_AM.plus(HOUR.multipliedBy(hour)).plusSeconds(60);
    List<Observation> answers = new ArrayList<>();
    for (int n = 1; n <= old; n++) {
      answers.add(Observation.of(instance(n), "crontab", at.plusSeconds(n), CLEAN_CRON));
      answers.add(
          Observation.of(instance(n), "listening_ports", at.plusSeconds(n), CLEAN_LISTENERS));
    }
    for (int n = old + 1; n <= old + newer; n++) {
      answers.add(Observation.of(newer(n), "crontab", at.plusSeconds(n), NEW_CRON));
      answers.add(Observation.of(newer(n), "listening_ports", at.plusSeconds(n), NEW_LISTENERS));
    }
    return answers;
  }

  private static Instance newer(int n) {
    return instance(n, "8", "ami-0b8");
  }

  private static Observation withRows(Observation answer, List<Map<String, String>> rows) {
    return Observation.of(answer.instance(), answer.query(), answer.collectedAt(), rows);
  }

  private static List<Activity> activities(List<Finding> events) {
    return events.stream().map(Finding::activity).toList();
  }

  private static Finding only(List<Finding> findings) {
    assertEquals(1, findings.size(), findings::toString);
    return findings.get(0);
  }
}
