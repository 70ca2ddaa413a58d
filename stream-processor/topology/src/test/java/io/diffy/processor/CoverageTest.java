package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.cron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who is not judged, and what that says: only a whole answer proves absence. */
class CoverageTest extends WebProdTest {
  @Test
  void aQueryThatFailedProvesNoAbsence() {
    for (Instance host : instances(10)) {
      rig.observe(
          host.equals(ATTACKED)
              ? Observation.failed(
                  host, "crontab", THREE_AM.plusSeconds(60), "no such table: crontab")
              : cleanCron(host, THREE_AM.plusSeconds(60)));
    }
    rig.end(FOUR_AM);

    Finding finding = onlyFinding();

    assertEquals(Kind.COVERAGE, finding.kind());
    assertEquals(List.of(ATTACKED), finding.instances());
    assertTrue(finding.reason().contains("no such table: crontab"), finding.reason());
    Evaluation evaluation = rig.evaluations().get(0);
    assertEquals(9, evaluation.covered().size());
    assertEquals(ATTACKED.instanceId(), evaluation.absent().get(0).instanceId());
  }

  @Test
  void theFirstHostOfAGroupIsNotToldToBeAloneForTheMinutesUntilTheOthersCome() {
    rig.observe(cleanCron(instance(9), FOUR_AM.minusSeconds(60)));
    instances(8).forEach(host -> rig.observe(cleanCron(host, FOUR_AM.plusSeconds(240))));
    rig.observe(cleanCron(instance(9), FOUR_AM.plusSeconds(59 * 60)));
    rig.end(FOUR_AM.plus(Duration.ofHours(1)));

    List<Evaluation> evaluations = rig.evaluations();
    assertEquals(1, evaluations.get(0).covered().size(), "at four nobody else had answered");
    assertEquals(9, evaluations.get(evaluations.size() - 1).covered().size());
    assertEquals(List.of(), rig.findings());
  }

  @Test
  void anAgentOfAnotherVersionIsOneGapAndItsAnswerCounts() {
    List<Map<String, String>> usual =
        plus(CLEAN_CRON, cron("7", "3", "root", "e2scrub_all", "/etc/cron.d/e2scrub_all"));
    for (Instance host : instances(10)) {
      List<Map<String, String>> rows = host.equals(ATTACKED) ? plus(usual, ROGUE_CRON) : usual;
      boolean older = host.equals(ATTACKED) || host.equals(instance(5));
      rig.observe(
          Observation.of(
              host,
              "crontab",
              THREE_AM.plusSeconds(60),
              older ? rows.stream().map(CoverageTest::olderAgents).toList() : rows));
    }
    rig.end(FOUR_AM);

    Map<Kind, Finding> findings = new TreeMap<>();
    rig.findings().forEach(finding -> findings.put(finding.kind(), finding));
    assertEquals(Set.of(Kind.COVERAGE, Kind.UNEXPECTED), findings.keySet());
    Finding gap = findings.get(Kind.COVERAGE);
    Finding rogue = findings.get(Kind.UNEXPECTED);
    assertEquals(2, gap.instances().size());
    assertTrue(gap.reason().contains("2 of 10 instances answer otherwise than most"), gap.reason());
    assertTrue(gap.reason().contains("all rows came with is_hidden"), gap.reason());
    assertEquals(List.of(ATTACKED), rogue.instances());
    Evaluation evaluation = rig.evaluations().get(0);
    assertEquals(10, evaluation.covered().size());
    assertEquals(List.of(), evaluation.absent());
  }

  private static Map<String, String> olderAgents(Map<String, String> row) {
    Map<String, String> older = new TreeMap<>(row);
    older.put("is_hidden", "0");
    return older;
  }

  @Test
  void anEmptyAnswerThatIsOkProvesAbsence() {
    for (Instance host : instances(10)) {
      rig.observe(
          Observation.of(
              host,
              "crontab",
              THREE_AM.plusSeconds(60),
              host.equals(ATTACKED) ? List.of() : CLEAN_CRON));
    }
    rig.end(FOUR_AM);

    assertEquals(
        List.of(Kind.MISSING, Kind.MISSING), rig.findings().stream().map(Finding::kind).toList());
  }

  @Test
  void oneHostADayAheadLosesNobodysData() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.observe(
        cleanCron(instance(11), THREE_AM.plus(Duration.ofDays(1))), THREE_AM.plusSeconds(120));
    rig.end(FOUR_AM);

    List<Finding> findings = rig.findings();

    assertEquals(11, rig.evaluations().get(0).covered().size());
    assertEquals(2, findings.size());
    assertTrue(findings.stream().anyMatch(f -> f.kind() == Kind.UNEXPECTED));
    Finding clock =
        findings.stream().filter(f -> f.kind() == Kind.COVERAGE).findFirst().orElseThrow();
    assertEquals(List.of(instance(11)), clock.instances());
    assertTrue(clock.reason().contains("clock"), clock.reason());
  }

  @Test
  void aBacklogOfADayThatComesAtOnceIsNotThePresent() {
    Instant came = THREE_AM.plus(Duration.ofMinutes(50));
    for (Instance host : instances(10)) {
      // The oldest comes last.
      for (int hour = 0; hour <= 24; hour++) {
        Instant at = THREE_AM.plusSeconds(60).minus(HOUR.multipliedBy(hour));
        rig.observe(
            rogueOn(host, at, hour < 5 ? CLEAN : ROGUE_ON_ATTACKED), came.plusSeconds(hour));
      }
    }
    rig.end(FOUR_AM);

    assertEquals(List.of(), rig.findings(), "the line is gone, and every clock is right");
    assertEquals(10, rig.evaluations().get(0).covered().size());
  }

  @Test
  void ofABacklogThatIsAllTooOldTheNewestAnswerCounts() {
    Instant came = THREE_AM.plus(Duration.ofMinutes(50));
    for (Instance host : instances(10)) {
      for (int hour = 3; hour <= 24; hour++) {
        Instant at = THREE_AM.plusSeconds(60).minus(HOUR.multipliedBy(hour));
        rig.observe(
            rogueOn(host, at, hour == 3 ? ROGUE_ON_ATTACKED : CLEAN), came.plusMillis(hour));
      }
    }
    rig.end(FOUR_AM);

    List<Finding> findings = rig.findings();
    assertEquals(1, findings.stream().filter(f -> f.kind() == Kind.UNEXPECTED).count());
    assertEquals(10, rig.evaluations().get(0).covered().size());
  }

  @Test
  void aSilentHostKeepsItsFindingUntilItIsTakenForTerminated() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    List<Finding> events = new ArrayList<>();
    for (int hour = 1; hour <= 7; hour++) {
      Instant at = THREE_AM.plus(HOUR.multipliedBy(hour)).plusSeconds(60);
      instances(10).stream()
          .filter(host -> !host.equals(ATTACKED))
          .forEach(host -> rig.observe(cleanCron(host, at)));
      events.addAll(rig.findings());
    }

    assertEquals(
        List.of("unexpected CREATE", "coverage CREATE", "coverage CLOSE", "unexpected CLOSE"),
        events.stream()
            .filter(f -> !f.isSilence())
            .map(f -> f.kind().word() + " " + f.activity())
            .sorted(CoverageTest::byStory)
            .toList());
    assertTrue(
        events.stream()
            .filter(f -> f.activity() == Activity.CLOSE)
            .allMatch(f -> f.closeReason().equals(Optional.of(CloseReason.INSTANCE_TERMINATED))));
  }

  private static int byStory(String a, String b) {
    List<String> order =
        List.of("unexpected CREATE", "coverage CREATE", "coverage CLOSE", "unexpected CLOSE");
    return Integer.compare(order.indexOf(a), order.indexOf(b));
  }

  @Test
  void aHostThatHadJustBootedIsNamedAndItsDecisionsAreHeldAgainstIt() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    for (Instance host : instances(10)) {
      Instant at = THREE_AM.plusSeconds(90);
      Instant boot = at.minusSeconds(host.equals(ATTACKED) ? 300 : 86_400);
      rig.observe(Observation.of(host, "processes", at, List.of(init(boot))));
    }
    rig.end(FOUR_AM);

    List<Finding> findings = rig.findings();

    assertEquals(
        List.of("newborn", "newborn"),
        findings.stream()
            .filter(f -> f.kind() == Kind.COVERAGE)
            .map(f -> f.row().get("coverage"))
            .toList());
    assertEquals(
        List.of(ROGUE_CRON),
        findings.stream().filter(f -> f.kind().isDeviation()).map(Finding::row).toList());
    findings.forEach(f -> assertEquals(List.of(ATTACKED), f.instances()));
  }

  @Test
  void aCutAnswerTellsThatAHostHadJustBootedToo() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    for (Instance host : instances(10)) {
      Instant at = THREE_AM.plusSeconds(90);
      boolean cut = host.equals(ATTACKED);
      Observation answer =
          Observation.of(host, "processes", at, List.of(init(at.minusSeconds(cut ? 300 : 86_400))));
      rig.observe(cut ? answer.with(new Status(Coverage.TRUNCATED, "answer cut")) : answer);
    }
    rig.end(FOUR_AM);

    assertEquals(
        Map.of("crontab", "newborn", "processes", "truncated"),
        rig.findings().stream()
            .filter(f -> f.kind() == Kind.COVERAGE)
            .collect(Collectors.toMap(Finding::query, f -> f.row().get("coverage"))));
  }

  @Test
  void aHostThatAnsweredBeforeIsNotBornAgainWhateverItSays() {
    for (Instant hour : List.of(THREE_AM, FOUR_AM)) {
      for (Instance host : instances(10)) {
        Instant at = hour.plusSeconds(90);
        List<Map<String, String>> rows = new ArrayList<>();
        rows.add(init(at.minusSeconds(host.equals(ATTACKED) ? 300 : 86_400)));
        if (!host.equals(ATTACKED)) {
          rows.add(row("pid", "9", "path", "/opt/edr/sensor", "cmdline", "/opt/edr/sensor"));
        }
        rig.observe(Observation.of(host, "processes", at, rows));
      }
    }
    rig.end(FIVE_AM);

    assertEquals(
        List.of("coverage CREATE", "coverage CLOSE", "missing CREATE"),
        rig.findings().stream().map(f -> f.kind().word() + " " + f.activity()).toList());
  }

  private static Map<String, String> init(Instant boot) {
    return row(
        "pid", "1",
        "parent", "0",
        "name", "systemd",
        "path", "/usr/lib/systemd/systemd",
        "cmdline", "/sbin/init",
        "start_time", Long.toString(boot.getEpochSecond()));
  }
}
