package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.detection.CohortDifference;
import io.diffy.rules.evaluation.GapReason;
import io.diffy.rules.evaluation.QueryEvaluation.SeparationEvidence;
import io.diffy.rules.state.CohortState;
import io.diffy.rules.state.CohortState.Side;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A host that was not compared keeps its place, so that a lost answer changes nothing. */
class CohortStateRuleTest {
  private static final TestEvaluation ALL = TestEvaluation.hour(1).usual(1, 3);
  private static final CohortState BEFORE =
      after(Optional.empty(), ALL.separates(difference(ALL, 1, 2)));

  @Test
  void whoSaysNothingIsInTheRosterAllTheSame() {
    CohortState state =
        after(Optional.empty(), TestEvaluation.hour(1).usual(1, 2).gap(3, GapReason.ERROR, "no"));

    assertEquals(3, state.rosters().get(0).hosts());
  }

  @Test
  void aHostThatWasNotComparedStaysOnItsSide() {
    TestEvaluation one = TestEvaluation.hour(2).usual(1, 1);
    Side side = after(Optional.of(BEFORE), one.separates(difference(one, 1))).sides().get(0);

    assertEquals(List.of(instance(1), instance(2)), side.hosts());
    assertEquals(THREE_AM.plusSeconds(3600), side.since(), "since the first time");
  }

  @Test
  void aSideWhoseHostsWereComparedAndDoNotDifferIsGone() {
    assertTrue(after(Optional.of(BEFORE), TestEvaluation.hour(2).usual(1, 3)).sides().isEmpty());
    assertEquals(
        1,
        after(Optional.of(BEFORE), TestEvaluation.hour(2).usual(3, 3)).sides().size(),
        "nobody of it was compared");
    assertTrue(
        after(Optional.of(BEFORE), TestEvaluation.hour(2).usual(3, 3).terminated(1).terminated(2))
            .sides()
            .isEmpty());
  }

  @Test
  void aRoundThatAsksSomeChangesNothingThatTheWindowsKnow() {
    assertSame(
        BEFORE, after(Optional.of(BEFORE), TestEvaluation.hour(2).usual(1, 1).round("r-1", "")));
  }

  @Test
  void whenNobodyAnswersItIsSilentSinceThen() {
    CohortState silent = after(Optional.of(BEFORE), TestEvaluation.hour(2));

    assertEquals(Optional.of(THREE_AM.plusSeconds(7200)), silent.silentSince());
    assertEquals(silent, after(Optional.of(silent), TestEvaluation.hour(3)));
    assertEquals(BEFORE.sides(), silent.sides());
  }

  private static CohortState after(Optional<CohortState> before, TestEvaluation evaluation) {
    return CohortStateRule.after(before, evaluation.done());
  }

  private static SeparationEvidence difference(TestEvaluation in, int... hosts) {
    return new SeparationEvidence(
        new CohortDifference(
            "launch version 7",
            List.of(instance(1).cohort()),
            Arrays.stream(hosts).mapToObj(n -> in.host(n, TestEvaluation.USUAL)).toList(),
            2,
            List.of()),
        List.of());
  }
}
