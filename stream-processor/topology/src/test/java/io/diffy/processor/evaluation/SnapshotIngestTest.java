package io.diffy.processor.evaluation;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.plus;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.time.IntakeLimits;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which window an answer counts for, and what is kept of it. */
class SnapshotIngestTest {
  private static final Instance HOST = instance(1);
  private static final Instant AT = THREE_AM.plusSeconds(60);

  /** 2 rows, 2 different rows, 3 answers in a window, 2 queries, 9 instances. */
  private static final IntakeLimits FEW = new IntakeLimits(3, 2, 3, 2, 9);

  @Test
  void anAnswerCountsForTheWindowThatEndsNext() {
    IngestRig rig = new IngestRig();

    rig.take(cleanCron(HOST, AT));

    SnapshotVersion kept = only(rig);
    assertEquals(FOUR_AM, kept.firstEnd());
    assertEquals(AT, kept.eventTime());
    assertEquals(Coverage.OK, kept.coverage());
    assertEquals(1, rig.counted("answers-taken"));
  }

  @Test
  void aHostsClockThatIsADayBehindIsNotBelieved() {
    IngestRig rig = new IngestRig();

    rig.take(cleanCron(HOST, AT.minus(Duration.ofDays(1))), AT);

    assertFalse(only(rig).time().clockTrusted());
    assertEquals(AT, only(rig).eventTime());
    assertEquals(FOUR_AM, only(rig).firstEnd());
  }

  @Test
  void theFirstAnswerOfARoundIsFirstWhateverCameOnSchedule() {
    IngestRig rig = new IngestRig();

    assertTrue(rig.take(cleanCron(HOST, AT)));
    assertFalse(rig.take(cleanCron(HOST, AT.plusSeconds(1))));
    assertTrue(rig.take(cleanCron(HOST, AT.plusSeconds(2)).withRound("round-1")));
    assertFalse(rig.take(cleanCron(HOST, AT.plusSeconds(3)).withRound("round-1")));
  }

  @Test
  void anAnswerReadsItsScheduleFromMemory() {
    IngestRig rig = new IngestRig();
    rig.take(cleanCron(HOST, AT));
    rig.consensus.settle(IngestRig.GROUP, "crontab", AT);
    rig.schedules.forgetUse();

    rig.take(cleanCron(HOST, AT.plusSeconds(1)));
    rig.take(cleanCron(HOST, AT.plusSeconds(2)).withRound("round-1"));
    assertEquals(List.of(), rig.schedules.reads());
    assertEquals(List.of(), rig.schedules.writes(), "and changes nothing of it");
  }

  @Test
  void ofAnAnswerThatIsNotWholeOnlyTheReasonIsKept() {
    IngestRig rig = new IngestRig();

    rig.take(cleanCron(HOST, AT).with(new Status(Coverage.ERROR, "x".repeat(1000))));

    assertEquals(Coverage.ERROR, only(rig).coverage());
    assertEquals(301, only(rig).content().status().error().length());
    assertEquals(List.of(), rig.items.keys());
    assertEquals(1, rig.counted("answers-taken"));
  }

  @Test
  void anAnswerWithTooManyRowsIsNamedAndNotCompared() {
    IngestRig rig = new IngestRig(FEW);

    rig.take(cron(plus(plus(CLEAN_CRON, ROGUE_CRON), ROGUE_CRON)));

    assertEquals(Coverage.TRUNCATED, only(rig).coverage());
    assertEquals(
        "more than 3 rows in one answer: it is not compared", only(rig).content().status().error());
    assertEquals(1, rig.counted("answers-over-rows"));
    assertEquals(0, rig.counted("answers-taken"));
  }

  @Test
  void anAnswerWithTooManyDifferentRowsToo() {
    IngestRig rig = new IngestRig(FEW);

    rig.take(cron(plus(CLEAN_CRON, ROGUE_CRON)));

    assertEquals(
        "more than 2 different rows in one answer: it is not compared",
        only(rig).content().status().error());
    assertEquals(1, rig.counted("answers-over-items"));
  }

  @Test
  void anAnswerWithARowOfTooManyColumnsSaysHowMany() {
    IntakeLimits three = new IntakeLimits(9, 9, 3, 9, 9, 9, 9);
    Map<String, String> row = Map.of("a", "1", "b", "2", "c", "3");
    IngestRig within = new IngestRig(three);
    IngestRig over = new IngestRig(three);

    within.take(cron(List.of(row)));
    over.take(cron(List.of(row, Map.of("a", "1", "b", "2", "c", "3", "d", "4"))));

    assertEquals(Coverage.OK, only(within).coverage());
    assertEquals(Coverage.TRUNCATED, only(over).coverage());
    assertEquals(
        "4 columns in one row, more than 3: it is not compared",
        only(over).content().status().error());
    assertEquals(1, over.counted("answers-over-columns"));
  }

  @Test
  void ofAFloodOneAnswerStandsForAllThatCame() {
    IngestRig rig = new IngestRig(FEW);

    IntStream.range(0, 10).forEach(n -> rig.take(cleanCron(HOST, AT.plusSeconds(n))));

    assertEquals(Coverage.TRUNCATED, only(rig).coverage());
    assertEquals(3, rig.counted("answers-taken"));
    assertEquals(7, rig.counted("answers-over-answers"));

    rig.take(cleanCron(HOST, FOUR_AM.plusSeconds(60)));
    assertEquals(Coverage.OK, newest(rig).coverage(), "the next window begins anew");
  }

  @Test
  void aQueryTooManyCountsAgainstTheFirst() {
    IngestRig rig = new IngestRig(FEW);
    rig.take(cleanCron(HOST, AT));
    rig.take(Observation.of(HOST, "users", AT.plusSeconds(1), CLEAN_CRON));

    rig.take(Observation.of(HOST, "mounts", AT.plusSeconds(2), CLEAN_CRON));

    assertEquals(List.of(), rig.history(HOST, "mounts").versions());
    assertEquals(Coverage.TRUNCATED, newest(rig).coverage());
    assertEquals(1, rig.counted("answers-over-queries"));
  }

  private static Observation cron(List<Map<String, String>> rows) {
    return Observation.of(HOST, "crontab", AT, rows);
  }

  private static SnapshotVersion only(IngestRig rig) {
    assertEquals(1, rig.history(HOST, "crontab").versions().size());
    return newest(rig);
  }

  private static SnapshotVersion newest(IngestRig rig) {
    return rig.history(HOST, "crontab").newest(any -> true).orElseThrow();
  }
}
