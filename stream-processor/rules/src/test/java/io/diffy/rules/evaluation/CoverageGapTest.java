package io.diffy.rules.evaluation;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.item.HostFacts;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.rules.state.SnapshotHistory;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.state.SnapshotVersion.AnswerContent;
import io.diffy.rules.time.EventTime;
import io.diffy.rules.time.WindowAssignment;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.Observation.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Why an instance is not compared, in words that a person reads. */
class CoverageGapTest {
  private static final Round ROUND =
      new Round(
          WEB_PROD,
          "r-1",
          List.of("crontab"),
          List.of(instance(1).instanceId()),
          THREE_AM,
          FOUR_AM);

  @Test
  void anAnswerThatIsNotWholeSaysWhatTheHostSaidOrElseWhatItIs() {
    assertEquals(
        "no such table",
        CoverageGap.incomplete(answer(new Status(Coverage.ERROR, "no such table"))).detail());
    CoverageGap cut = CoverageGap.incomplete(answer(new Status(Coverage.TRUNCATED, "")));
    assertEquals(GapReason.TRUNCATED, cut.reason());
    assertEquals("truncated", cut.detail());
  }

  @Test
  void whoDidNotAnswerARoundIsNamedByWhatIsKnown() {
    CoverageGap unknown =
        CoverageGap.noAnswer(ROUND, instance(1).instanceId(), SnapshotHistory.EMPTY);
    CoverageGap known =
        CoverageGap.noAnswer(
            ROUND, instance(1).instanceId(), SnapshotHistory.EMPTY.with(answer(Status.OK)));

    assertEquals("", unknown.instance().ami());
    assertEquals(instance(1), known.instance());
    assertEquals("did not answer before the deadline 2026-11-20T04:00:00Z", known.detail());
  }

  @Test
  void aClockThatIsNotTrustedIsARemarkAndNoAbsence() {
    EventTime ahead = new EventTime(THREE_AM, FOUR_AM, false);
    CoverageGap gap = CoverageGap.clock(answer(Status.OK, ahead));

    assertEquals(
        "the host's clock said 2026-11-20T04:00:00Z when the broker's said 2026-11-20T03:00:00Z;"
            + " the broker's is used",
        gap.detail());
    assertFalse(gap.reason().absent());
    assertTrue(gap.reason().answered());
  }

  @Test
  void onlyWhoIsSilentDidNotAnswer() {
    assertFalse(CoverageGap.silent(answer(Status.OK)).reason().answered());
    assertEquals("no answer", GapReason.NO_ANSWER.word());
  }

  @Test
  void aHostIsNewbornForAQuarterOfAnHourByItsOwnClock() {
    assertTrue(context(THREE_AM.minusSeconds(899)).newborn(answer(Status.OK)));
    assertFalse(context(THREE_AM.minusSeconds(900)).newborn(answer(Status.OK)));
    assertFalse(context(FOUR_AM).newborn(answer(Status.OK)), "its clock can't be right");
  }

  @Test
  void aHostWhoseClockJumpedADayIsNewbornByTheGroupsClock() {
    EventTime aDayAhead = new EventTime(THREE_AM, THREE_AM.plusSeconds(86_400), false);
    SnapshotVersion jumped = answer(Status.OK, aDayAhead);

    assertTrue(context(THREE_AM.minusSeconds(300)).newborn(jumped));
    assertFalse(context(THREE_AM.minusSeconds(900)).newborn(jumped));
  }

  private static EvaluationContext context(Instant booted) {
    return new EvaluationContext(
        WEB_PROD,
        "crontab",
        new EvaluationWindow(FOUR_AM, THREE_AM, Occasion.SCHEDULE),
        Map.of(instance(1).instanceId(), new HostFacts(booted, List.of())),
        new StoryLeads(),
        ExceptionsInForce.NONE,
        new SetAsideRows());
  }

  private static SnapshotVersion answer(Status status) {
    return answer(status, new EventTime(THREE_AM, THREE_AM, true));
  }

  private static SnapshotVersion answer(Status status, EventTime time) {
    return new SnapshotVersion(
        instance(1),
        time,
        new WindowAssignment(THREE_AM, FOUR_AM, Duration.ofHours(1)),
        Duration.ofHours(1),
        new AnswerContent(status, 1),
        "");
  }
}
