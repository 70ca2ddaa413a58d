package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.evaluation.GapReason;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.schemas.Difference;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The one sentence that a person reads first. */
class ReasonTextTest {

  @Test
  void countsOfTheCohortComeFirst() {
    assertEquals(
        "1 of 40 instances (ami-0a7) has this",
        reason(TestEvaluation.hour(1).usual(1, 39).rogue(40, 40)));
    assertEquals(
        "2 of 40 instances (ami-0a7) have this",
        reason(TestEvaluation.hour(1).usual(1, 38).rogue(40, 39, 40)));
    assertEquals("this instance has this", reason(TestEvaluation.hour(1).rogue(1, 1)));
  }

  @Test
  void textOfAHostIsShortAndHarmless() {
    assertEquals(
        "1 of 3 instances can't be judged in crontab: \"no [31m such" + " t".repeat(34) + "…\"",
        reason(
            TestEvaluation.hour(1)
                .usual(1, 2)
                .gap(3, GapReason.ERROR, "no\u001b\n[31m such" + " t".repeat(500))));
  }

  @Test
  void aGroupNamesItsCohortsAndTheQueriesWithMostThings() {
    assertEquals("a; b; c; and 1 more", GroupReasonText.some(List.of("a", "b", "c", "d")));
    assertEquals(
        "it is the only instance of the group, and there is no baseline",
        GroupReasonText.alone(1, 1, List.of("all instances")));
    assertEquals(
        "3 of 9 instances (2 with v8; 1 with v9) differ from the others in 8 things (crontab 7,"
            + " users 1): that follows the image, launch version or type",
        GroupReasonText.drift(
            3,
            9,
            new TreeMap<>(Map.of("v8", 2, "v9", 1)),
            List.of(
                new Difference("crontab", "v8", 2, 7, List.of()),
                new Difference("users", "v9", 1, 1, List.of()))));
  }

  private static String reason(TestEvaluation made) {
    QueryEvaluation evaluation = made.done();
    return ReasonText.reason(
        evaluation, FindingCandidate.of(evaluation, List.of()).get(0), THREE_AM);
  }
}
