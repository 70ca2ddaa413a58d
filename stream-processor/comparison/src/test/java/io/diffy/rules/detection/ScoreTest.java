package io.diffy.rules.detection;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ScoreBreakdown.Past;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code -log10((0.5 + S + same) / X)}, and what the past and an explanation make of it. */
class ScoreTest {

  @Test
  void aLoneDeviationScoresWithTheNumberOfHosts() {
    assertEquals(1.903, Score.of(terms(1, 0, 40, false, false)));
    assertEquals(1.426, Score.of(terms(1, 1, 40, false, false)), "one other host as odd");
    assertEquals(0, Score.of(terms(1, 0, 0, false, false)), "nobody could have shown it");
  }

  @Test
  void aFewThatShareItAreOneStoryAndManyAreAHabit() {
    assertEquals(1.681, Score.of(terms(2, 0, 40, false, false)));
    assertEquals(0.949, Score.of(terms(5, 0, 40, false, false)));
    assertEquals(1.903, Score.of(terms(5, 0, 40, true, false)), "unless it is one story");
  }

  @Test
  void thePastCountsWhereItSaysMoreButMakesNothingLoud() {
    ScoreBreakdown shared =
        new ScoreBreakdown(6, 0, 20, 1.42, false, false, Optional.of(new Past(0, 1000, THREE_AM)));

    assertEquals(3.301, Score.of(shared), "-log10(0.5 / 1000)");
    assertFalse(Score.worthALook(shared));
    assertTrue(Score.worthALookAlone(shared));
  }

  @Test
  void aGoodExplanationLeavesAFifth() {
    assertEquals(1.203, Score.of(terms(1, 0, 40, false, true)));
  }

  private static ScoreBreakdown terms(
      int sharing, int others, int exposure, boolean oneStory, boolean familiar) {
    return new ScoreBreakdown(
        sharing, others, exposure, 1.42, oneStory, familiar, Optional.empty());
  }
}
