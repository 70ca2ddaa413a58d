package io.diffy.processor.evaluation;

import static io.diffy.processor.evaluation.IngestRig.GROUP;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.diffy.rules.state.WindowState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The interval of a group is what most of its hosts say. */
class IntervalConsensusTest {
  private final IngestRig rig = new IngestRig();

  @Test
  void theFirstHostDecidesAlone() {
    answer(1, 600);

    assertEquals(Duration.ofMinutes(10), schedule().interval());
  }

  @Test
  void oneOfThreeMovesNobody() {
    answer(1, 3600);
    answer(2, 3600);
    answer(3, 60);

    assertEquals(Duration.ofHours(1), schedule().interval());
    assertFalse(schedule().disputed(), "they were asked");
  }

  @Test
  void twoOfThreeMoveTheThird() {
    answer(1, 60);
    answer(2, 3600);
    answer(3, 3600);

    assertEquals(Duration.ofHours(1), schedule().interval());
    assertEquals(FOUR_AM, rig.windows.first().orElseThrow().end());
  }

  @Test
  void eachHostHasOneVoiceHoweverOftenItAnswers() {
    answer(1, 3600);
    answer(2, 3600);
    for (int n = 0; n < 20; n++) {
      rig.take(cleanCron(instance(3), THREE_AM.plusSeconds(100 + n)).withInterval(60));
    }

    assertEquals(Duration.ofHours(1), schedule().interval());
  }

  @Test
  void whatAnAnswerToARoundSaysDoesNotCount() {
    answer(1, 3600);
    for (int n = 2; n < 9; n++) {
      rig.take(
          cleanCron(instance(n), THREE_AM.plusSeconds(n)).withInterval(60).withRound("round-1"));
    }
    rig.consensus.settle(GROUP, "crontab", THREE_AM.plusSeconds(60));

    assertEquals(Duration.ofHours(1), schedule().interval());
  }

  @Test
  void theVoiceOfAHostIsItsNewest() {
    answer(1, 3600);
    rig.take(cleanCron(instance(1), THREE_AM.plusSeconds(300)).withInterval(600));

    assertEquals(Duration.ofMinutes(10), schedule().interval());
  }

  private void answer(int host, int seconds) {
    rig.take(cleanCron(instance(host), THREE_AM.plusSeconds(host)).withInterval(seconds));
  }

  private WindowState schedule() {
    return rig.windows.schedule(GROUP, "crontab").orElseThrow();
  }
}
