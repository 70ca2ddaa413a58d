package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.HOURLY_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.config.Timing;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.Control.Tick;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a group is judged: at the end of windows, and of rounds. */
class WindowsAndRoundsTest extends WebProdTest {
  private static final Duration GRACE = Duration.ofMinutes(2);

  @Test
  void theWindowClosesWhenEventTimePassesItsEndAndGrace() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.observe(cleanCron(instance(1), FOUR_AM.plus(GRACE)));
    assertEquals(0, rig.findings().size());

    rig.observe(cleanCron(instance(1), FOUR_AM.plus(GRACE).plusMillis(1)));
    assertEquals(1, rig.findings().size());
  }

  /** Twelve newer answers come before a window's grace is over. */
  @Test
  void whoAnswersEveryTenSecondsIsJudgedEveryMinute() {
    for (int second = 5; second < 600; second += 10) {
      Instant at = THREE_AM.plusSeconds(second);
      for (Instance host : instances(10)) {
        rig.observe(rogueOn(host, at, ROGUE_ON_ATTACKED).withInterval(10));
      }
    }
    rig.end(THREE_AM.plusSeconds(600));

    List<Evaluation> evaluations = rig.evaluations();
    assertEquals(10, evaluations.size());
    evaluations.forEach(one -> assertEquals(10, one.covered().size(), one::toString));
    assertEquals(List.of(ATTACKED), onlyFinding().instances());
  }

  @Test
  void theWindowClosesByItselfWhenTheGroupGoesSilent() {
    live();
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
  void aBaselineThatIsWrittenAnewUnderItsOldVersionCountsAtOnce() {
    rig.baseline(baseline(1, List.of(HOURLY_CRON, ROGUE_CRON)));
    Instant asked = FOUR_AM.plusSeconds(10);
    assertEquals(List.of(), toldInRound("round-1", "", asked));

    rig.baseline(baseline(1, List.of(HOURLY_CRON)));

    assertEquals(List.of("CREATE "), toldInRound("round-2", "", asked.plusSeconds(60)));
  }

  /** They lie on two topics, of which brokers may hand out either first. */
  @Test
  void aRoundWhoseAnswersOvertookItsAnnouncementIsJudgedAtTheAnnouncement() {
    Instant asked = FOUR_AM.plusSeconds(10);
    rig.observe(
        Observation.of(ATTACKED, "crontab", asked.plusSeconds(1), CLEAN_CRON).withRound("round-1"));
    assertEquals(List.of(), rig.evaluations());

    rig.control(round(asked), asked);

    Evaluation evaluation = rig.evaluations().get(0);
    assertEquals("round-1", evaluation.roundId());
    assertEquals(List.of(ATTACKED.instanceId()), evaluation.covered());
    rig.control(round("round-2", "", asked), asked.plusSeconds(2));
    assertEquals(List.of(), rig.evaluations());
  }

  /** As when the broker that leads the announcements dies, and another leads the answers. */
  @Test
  void tenRoundsWhoseAnswersOvertookTheirAnnouncementsAreAllJudged() {
    Instant asked = FOUR_AM.plusSeconds(10);
    List<String> rounds = IntStream.rangeClosed(1, 10).mapToObj(i -> "round-" + i).toList();
    for (String round : rounds) {
      asked = asked.plusSeconds(2);
      rig.observe(Observation.of(ATTACKED, "crontab", asked, CLEAN_CRON).withRound(round));
    }

    for (String round : rounds) {
      rig.control(round(round, "", asked), asked);
    }

    assertEquals(rounds, rig.evaluations().stream().map(Evaluation::roundId).toList());
  }

  @Test
  void aKnownFindingIsToldOnceMoreForAnIncidentAndStaysWithIt() {
    rig.baseline(baseline(1, CLEAN_CRON));
    Instant asked = FOUR_AM.plusSeconds(10);

    assertEquals(List.of("CREATE ", "CREATE "), toldInRound("round-1", "", asked));
    assertEquals(
        List.of("UPDATE INC-7", "UPDATE INC-7"),
        toldInRound("round-2", "INC-7", asked.plusSeconds(60)));
    assertEquals(List.of(), toldInRound("round-3", "", asked.plusSeconds(120)));
  }

  private List<String> toldInRound(String id, String incident, Instant asked) {
    rig.control(round(id, incident, asked), asked);
    rig.observe(
        Observation.of(ATTACKED, "crontab", asked.plusSeconds(1), List.of(HOURLY_CRON, ROGUE_CRON))
            .withRound(id));
    return rig.findings().stream().map(f -> f.activity() + " " + f.incidentId()).toList();
  }

  @Test
  void aRoundThatIsOverdueNamesWhoDidNotAnswer() {
    live();
    Instant asked = FOUR_AM.plusSeconds(10);
    rig.control(round(asked), asked);
    rig.wallClock(Duration.between(Instant.EPOCH, asked.plusSeconds(90)));

    Evaluation evaluation = rig.evaluations().get(0);

    assertEquals(List.of(), evaluation.covered());
    assertEquals(ATTACKED.instanceId(), evaluation.absent().get(0).instanceId());
  }

  private static Baseline baseline(int version, List<Map<String, String>> rows) {
    return new Baseline(
        new Baseline.Key(WEB_PROD, "crontab", ATTACKED.cohort()),
        version,
        new Baseline.Origin(THREE_AM, "alice", "test"),
        List.of(Observation.of(instance(1), "crontab", THREE_AM, rows)));
  }

  private static Round round(Instant asked) {
    return round("round-1", "", asked);
  }

  private static Round round(String id, String incident, Instant asked) {
    return new Round(
        WEB_PROD,
        id,
        List.of("crontab"),
        List.of(ATTACKED.instanceId()),
        asked,
        asked.plusSeconds(60),
        incident);
  }

  /** A topology that the clock moves too, as a running processor is. */
  private void live() {
    rig.close();
    rig = new TopologyRig(stateDir, Timing.LIVE);
  }
}
