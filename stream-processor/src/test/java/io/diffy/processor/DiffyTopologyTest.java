package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.HOURLY_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.cron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.rogueCron;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.Control.Tick;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of the whole path: rows in, findings out, one test per sentence. */
class DiffyTopologyTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration GRACE = Duration.ofMinutes(2);
  private static final Instant FIVE_AM = FOUR_AM.plus(HOUR);
  private static final Instance ATTACKED = instance(4);

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
  void oneRogueCronAmongTenHostsIsOneFinding() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.end(FOUR_AM);

    Finding finding = onlyFinding();

    assertEquals(Activity.CREATE, finding.activity());
    assertEquals(Kind.UNEXPECTED, finding.kind());
    assertEquals(List.of(ATTACKED), finding.instances());
    assertEquals(ROGUE_CRON, finding.row());
    assertEquals(1, finding.have());
    assertEquals(10, finding.covered());
    assertEquals(Confidence.MEDIUM, finding.confidence());
    assertEquals(List.of("T1053.003"), finding.techniques());
    assertEquals(FOUR_AM, finding.evaluatedAt());
    assertEquals(THREE_AM.plusSeconds(64), finding.firstSeen());
    assertEquals(
        "1 of 10 instances (launch version 7, ami-0a7, m5.large) has this", finding.reason());
  }

  @Test
  void theWindowClosesWhenEventTimePassesItsEndAndGrace() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.observe(cleanCron(instance(1), FOUR_AM.plus(GRACE)));
    assertEquals(0, rig.findings().size());

    rig.observe(cleanCron(instance(1), FOUR_AM.plus(GRACE).plusMillis(1)));
    assertEquals(1, rig.findings().size());
  }

  @Test
  void theWindowClosesByItselfWhenTheGroupGoesSilent() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.wallClock(Duration.between(Instant.EPOCH, FOUR_AM.plus(GRACE).plusSeconds(5)));

    assertEquals(1, rig.findings().size());
    assertEquals(FOUR_AM, rig.evaluations().get(0).evaluatedAt());
  }

  @Test
  void aTickFromAClockFarAheadEndsNoWindow() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.control(new Tick(WEB_PROD, THREE_AM.plus(Duration.ofDays(365))), THREE_AM.plusSeconds(90));
    assertEquals(0, rig.evaluations().size());

    rig.end(FOUR_AM);
    assertEquals(10, rig.evaluations().get(0).covered().size());
  }

  @Test
  void anUnchangedFleetEmitsNothingMore() {
    for (int hour = 0; hour < 4; hour++) {
      collect(THREE_AM.plus(HOUR.multipliedBy(hour)).plusSeconds(60), ROGUE_ON_ATTACKED);
    }
    rig.end(FOUR_AM.plus(HOUR.multipliedBy(4)));

    assertEquals(1, rig.findings().size());
    assertEquals(4, rig.evaluations().size());
  }

  @Test
  void aFindingClosesWhenTheRowIsGoneAndIsTheSameStoryWhenItComesBack() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    collect(FOUR_AM.plusSeconds(60), CLEAN);
    collect(FIVE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.end(FIVE_AM.plus(HOUR));

    List<Finding> life = rig.findings();

    assertEquals(
        List.of(Activity.CREATE, Activity.CLOSE, Activity.UPDATE),
        life.stream().map(Finding::activity).toList());
    assertEquals(List.of(1, 2, 3), life.stream().map(Finding::sequence).toList());
    assertEquals(1, life.stream().map(Finding::uid).distinct().count());
    assertEquals(Optional.of(CloseReason.ROW_GONE), life.get(1).closeReason());
    assertEquals(life.get(0).firstSeen(), life.get(2).firstSeen());
  }

  @Test
  void aSecondHostWithTheSameImplantUpdatesTheFinding() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    collect(FOUR_AM.plusSeconds(60), host -> host.equals(ATTACKED) || host.equals(instance(7)));
    rig.end(FIVE_AM);

    List<Finding> life = rig.findings();

    assertEquals(
        List.of(Activity.CREATE, Activity.UPDATE), life.stream().map(Finding::activity).toList());
    assertEquals(List.of(ATTACKED, instance(7)), life.get(1).instances());
  }

  @Test
  void aHostThatReportsTwiceCountsOnceAndItsNewestAnswerWins() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.observe(cleanCron(ATTACKED, THREE_AM.plusSeconds(600)));
    rig.observe(rogueCron(ATTACKED, THREE_AM.plusSeconds(30)), THREE_AM.plusSeconds(700));
    rig.end(FOUR_AM);

    assertEquals(List.of(), rig.findings());
    assertEquals(10, rig.evaluations().get(0).covered().size());
  }

  @Test
  void duplicatesAndOrderNeverChangeTheResult(@TempDir Path otherDir) {
    List<Observation> observations = new ArrayList<>();
    for (Instance host : instances(10)) {
      observations.add(rogueOn(host, THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED));
      observations.add(rogueOn(host, FOUR_AM.plusSeconds(60), ROGUE_ON_ATTACKED));
    }
    observations.forEach(o -> rig.observe(o, THREE_AM.plusSeconds(7000)));
    rig.end(FIVE_AM);

    List<Observation> doubled = new ArrayList<>(observations);
    doubled.addAll(observations);
    Collections.shuffle(doubled, new Random(11));
    try (TopologyRig other = new TopologyRig(otherDir)) {
      doubled.forEach(o -> other.observe(o, THREE_AM.plusSeconds(7000)));
      other.end(FIVE_AM);

      assertEquals(rig.findings(), other.findings());
    }
  }

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
            .map(f -> f.kind().word() + " " + f.activity())
            .sorted(DiffyTopologyTest::byStory)
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
  void anOnDemandRoundIsJudgedAgainstTheBaselineAsSoonAsItIsComplete() {
    rig.baseline(baseline(1, CLEAN_CRON));
    Instant asked = FOUR_AM.plusSeconds(10);
    rig.control(round(asked), asked);
    rig.observe(
        Observation.of(ATTACKED, "crontab", asked.plusSeconds(1), List.of(HOURLY_CRON, ROGUE_CRON))
            .withRound("round-1"));

    List<Finding> findings = rig.findings();

    assertEquals(
        List.of(Kind.MISSING, Kind.UNEXPECTED),
        findings.stream().map(Finding::kind).sorted(Comparator.comparing(Kind::word)).toList());
    assertTrue(findings.stream().allMatch(f -> f.method() == Finding.Method.BASELINE));
    assertTrue(findings.stream().allMatch(f -> f.roundId().equals("round-1")));
    assertEquals("round-1", rig.evaluations().get(0).roundId());
  }

  @Test
  void aRoundThatIsOverdueNamesWhoDidNotAnswer() {
    Instant asked = FOUR_AM.plusSeconds(10);
    rig.control(round(asked), asked);
    rig.wallClock(Duration.between(Instant.EPOCH, asked.plusSeconds(90)));

    Evaluation evaluation = rig.evaluations().get(0);

    assertEquals(List.of(), evaluation.covered());
    assertEquals(ATTACKED.instanceId(), evaluation.absent().get(0).instanceId());
  }

  @Test
  void anAcceptedFindingClosesAndStaysQuiet() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    collect(FOUR_AM.plusSeconds(180), ROGUE_ON_ATTACKED);
    Finding created = onlyFinding();
    rig.accept(
        new ExceptionRule(
            created.uid(),
            WEB_PROD,
            created.uid(),
            ExceptionRule.Scope.GROUP,
            "",
            "known job",
            "alice",
            FOUR_AM.plusSeconds(190),
            Optional.empty()));
    collect(FIVE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.end(FIVE_AM.plus(HOUR));

    List<Finding> later = rig.findings();

    assertEquals(List.of(Activity.CLOSE), later.stream().map(Finding::activity).toList());
    assertEquals(Optional.of(CloseReason.ACCEPTED), later.get(0).closeReason());
  }

  @Test
  void aSplitAnswerCountsWhenItIsWholeInAnyOrder() {
    instances(9).forEach(host -> rig.observe(cleanCron(host, THREE_AM.plusSeconds(60))));
    Observation whole = rogueCron(instance(10), THREE_AM.plusSeconds(60));
    List<Observation> parts = new ArrayList<>();
    for (int n = 1; n <= 3; n++) {
      parts.add(whole.withRows(new Part("s-1", n, 3), whole.rows().subList(n - 1, n)));
    }
    for (int n : List.of(2, 0, 0, 1, 2)) {
      rig.observe(parts.get(n));
    }
    rig.end(FOUR_AM);

    assertEquals(ROGUE_CRON, onlyFinding().row());
    assertEquals(10, rig.evaluations().get(0).covered().size());
  }

  @Test
  void aSplitAnswerWithALostPartProvesNothing() {
    instances(9).forEach(host -> rig.observe(cleanCron(host, THREE_AM.plusSeconds(60))));
    Observation whole = rogueCron(instance(10), THREE_AM.plusSeconds(60));
    rig.observe(whole.withRows(new Part("s-1", 1, 2), whole.rows().subList(0, 1)));
    collect(FOUR_AM.minusSeconds(60), host -> false);
    rig.end(FOUR_AM);

    Evaluation evaluation = rig.evaluations().get(0);

    assertTrue(
        evaluation.covered().contains(instance(10).instanceId()), "the later whole answer counts");
    assertEquals(List.of(), rig.findings());
  }

  @Test
  void malformedRecordsGoToTheDeadLettersWithTheirReasonAndNothingElseIsLost() {
    byte[] garbage = "not json at all".getBytes(StandardCharsets.UTF_8);
    byte[] wrongTypes =
        "{\"asg\":\"a\",\"instance_id\":\"i\",\"query\":\"q\",\"collected_at\":\"2026-11-20T03:00:00Z\",\"rows\":[{\"pid\":7}]}"
            .getBytes(StandardCharsets.UTF_8);
    byte[] notUtf8 = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
    List<byte[]> broken = new ArrayList<>(List.of(garbage, wrongTypes, notUtf8, new byte[0]));
    broken.add(null);
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    for (byte[] value : broken) {
      rig.observeRaw("any".getBytes(StandardCharsets.UTF_8), value, THREE_AM.plusSeconds(90));
    }
    rig.end(FOUR_AM);

    var letters = rig.deadLetters();
    assertEquals(broken.size(), letters.size());
    for (int n = 0; n < letters.size(); n++) {
      assertArrayEquals(broken.get(n), letters.get(n).value());
      String reason = header(letters.get(n), "diffy.reason");
      assertTrue(reason.length() > 5, reason);
      assertEquals("test.observations", header(letters.get(n), "diffy.topic"));
      assertEquals("" + (10 + n), header(letters.get(n), "diffy.offset"));
    }
    assertEquals(1, rig.findings().size());
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void findingsCarryCloudEventsHeadersAndTheirUidAsKey() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.end(FOUR_AM);

    var record = rig.findingRecords().get(0);

    String uid = new String(record.key(), StandardCharsets.UTF_8);
    assertEquals(uid, header(record, "ce_subject"));
    assertEquals("io.diffy.finding.create.v1", header(record, "ce_type"));
    assertEquals("application/json", header(record, "content-type"));
  }

  @Test
  void whatAppearsInASmallGroupAfterADayIsWorthMoreThanFivePeersCanSay() {
    for (int hour = 0; hour < 30; hour++) {
      collectSmall(THREE_AM.plus(HOUR.multipliedBy(hour)).plusSeconds(60), hour >= 25);
    }
    rig.end(THREE_AM.plus(HOUR.multipliedBy(30)));

    Finding finding = onlyFinding();

    assertEquals(Confidence.MEDIUM, finding.confidence());
    assertEquals(2.415, finding.score(), 0.0005, "-log10(0.5 / (26 * 5))");
    assertEquals(
        "1 of 5 instances (launch version 7, ami-0a7, m5.large) has this; it appeared in the window"
            + " that ended at 2026-11-21T05:00:00Z",
        finding.reason());
  }

  @Test
  void whatASmallGroupHadFromTheStartProvesLittleHoweverLongItStays() {
    for (int hour = 0; hour < 30; hour++) {
      collectSmall(THREE_AM.plus(HOUR.multipliedBy(hour)).plusSeconds(60), true);
    }
    rig.end(THREE_AM.plus(HOUR.multipliedBy(30)));

    assertEquals(Confidence.LOW, onlyFinding().confidence());
  }

  @Test
  void anImplantThatSpreadsStaysOneOpenFinding() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    collect(FOUR_AM.plusSeconds(60), host -> instances(4).contains(host));
    rig.end(FIVE_AM);

    List<Finding> events = rig.findings();

    assertEquals(
        List.of(Activity.CREATE, Activity.UPDATE), events.stream().map(Finding::activity).toList());
    assertEquals(4, events.get(1).instances().size());
  }

  @Test
  void aHostThatHadJustBootedIsNotJudgedAndNamed() {
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
        findings.stream().map(f -> f.row().get("coverage")).toList());
    findings.forEach(f -> assertEquals(List.of(ATTACKED), f.instances()));
  }

  @Test
  void aDeployIsOneDriftAndNoFindingPerHost() {
    for (int n = 1; n <= 10; n++) {
      Instance host = n <= 7 ? instance(n) : instance(n, "8", "ami-0b8");
      rig.observe(
          Observation.of(
              host,
              "crontab",
              THREE_AM.plusSeconds(60 + n),
              n <= 7 ? CLEAN_CRON : plus(CLEAN_CRON, ROGUE_CRON)));
    }
    rig.end(FOUR_AM);

    Finding drift = onlyFinding();

    assertEquals(Kind.DRIFT, drift.kind());
    assertEquals(3, drift.instances().size());
    assertEquals(
        "3 of 10 instances (launch version 8, ami-0b8, m5.large) differ from the others in one"
            + " thing of crontab: that follows the image, launch version or type",
        drift.reason());
  }

  @Test
  void whatIsAcceptedIsNoNoiseForOthers() {
    List<Map<String, String>> firstOdd = plus(CLEAN_CRON, cron("5", "5", "root", "odd-a", "/a"));
    List<Map<String, String>> secondOdd = plus(CLEAN_CRON, cron("6", "6", "root", "odd-b", "/b"));
    collectOdd(THREE_AM, List.of(firstOdd, secondOdd));
    collectOdd(FOUR_AM.plusSeconds(180), List.of(firstOdd, secondOdd));
    for (Finding known : rig.findings()) {
      rig.accept(
          new ExceptionRule(
              known.uid(),
              WEB_PROD,
              known.uid(),
              ExceptionRule.Scope.GROUP,
              "",
              "known jobs",
              "alice",
              FOUR_AM.plusSeconds(300),
              Optional.empty()));
    }
    List<Map<String, String>> rogue = plus(CLEAN_CRON, ROGUE_CRON);
    collectOdd(FIVE_AM.plusSeconds(60), List.of(firstOdd, secondOdd, rogue));
    rig.end(FIVE_AM.plus(HOUR));

    Finding found =
        rig.findings().stream()
            .filter(f -> f.activity() == Activity.CREATE)
            .reduce((a, b) -> b)
            .orElseThrow();

    assertEquals(ROGUE_CRON, found.row());
    assertEquals(0, found.working().orElseThrow().others());
  }

  /** 24 hosts answer, the first ones oddly. */
  private void collectOdd(Instant at, List<List<Map<String, String>>> odd) {
    int n = 0;
    for (Instance host : instances(24)) {
      rig.observe(
          Observation.of(
              host, "crontab", at.plusSeconds(n), n < odd.size() ? odd.get(n) : CLEAN_CRON));
      n++;
    }
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

  /** Five hosts answer. */
  private void collectSmall(Instant at, boolean rogue) {
    for (Instance host : instances(5)) {
      rig.observe(rogueOn(host, at, h -> rogue && h.equals(ATTACKED)));
    }
  }

  private interface Rogue {
    boolean on(Instance host);
  }

  private static final Rogue CLEAN = host -> false;
  private static final Rogue ROGUE_ON_ATTACKED = host -> host.equals(ATTACKED);

  /** Ten hosts answer, a second apart. */
  private void collect(Instant at, Rogue rogue) {
    int n = 0;
    for (Instance host : instances(10)) {
      rig.observe(rogueOn(host, at.plusSeconds(++n), rogue));
    }
  }

  private static Observation rogueOn(Instance host, Instant at, Rogue rogue) {
    return Observation.of(
        host, "crontab", at, rogue.on(host) ? plus(CLEAN_CRON, ROGUE_CRON) : CLEAN_CRON);
  }

  private static Baseline baseline(int version, List<Map<String, String>> rows) {
    return new Baseline(
        WEB_PROD,
        "crontab",
        ATTACKED.cohort(),
        version,
        THREE_AM,
        "alice",
        "test",
        List.of(Observation.of(instance(1), "crontab", THREE_AM, rows)));
  }

  private static Round round(Instant asked) {
    return new Round(
        WEB_PROD,
        "round-1",
        List.of("crontab"),
        List.of(ATTACKED.instanceId()),
        asked,
        asked.plusSeconds(60));
  }

  private Finding onlyFinding() {
    List<Finding> findings = rig.findings();
    assertEquals(1, findings.size(), findings::toString);
    return findings.get(0);
  }
}
