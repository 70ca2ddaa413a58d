package io.diffy.ondemand;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.baseline.BaselineMaker;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Observation;
import io.diffy.schemas.TestObservations;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a plugin gets for the answers of its round, and for others. */
final class RoundJudgeTest {
  private static final int HOSTS = 12;
  private static final Clock CLOCK = Clock.fixed(THREE_AM, ZoneOffset.UTC);

  private final List<Observation> answers = answers();
  private final List<Finding> found =
      new RoundJudge(all(), List.of(), List.of(), RoundJudgeTest::rounds, CLOCK)
          .findings(new ArrayList<>(answers.subList(0, HOSTS - 1)), List.of());
  private final RoundJudge judge =
      new RoundJudge(all(), List.of(), found, RoundJudgeTest::rounds, CLOCK);

  @Test
  void allAnswersInAnyOrderHaveBeenJudged() {
    List<Observation> reversed = new ArrayList<>(answers);
    Collections.reverse(reversed);
    assertSame(found, judge.findings(reversed, List.of()));
  }

  @Test
  void fewerAnswersAreJudgedAside() {
    assertEquals(List.of(instance(7)), found.get(0).instances());
    List<Observation> withoutTheOddOne =
        answers.stream().filter(o -> !o.instance().equals(instance(7))).toList();
    assertEquals(List.of(), judge.findings(withoutTheOddOne, List.of()));
    assertEquals(List.of(), judge.findings(List.of(), List.of()));
  }

  @Test
  void againstOtherBaselinesTheyAreJudgedAside() {
    List<Baseline> rogue =
        new BaselineMaker(TestObservations.WEB_PROD, "test", "one host")
            .make(List.of(rogueCron(instance(1), THREE_AM)));
    List<Finding> other = judge.findings(answers, rogue);
    assertTrue(
        other.stream().anyMatch(finding -> finding.method() != Finding.Method.CLUSTER),
        other::toString);
  }

  private CapturedAnswers all() {
    return new CapturedAnswers("run", "test", answers, Set.of());
  }

  private static List<Observation> answers() {
    List<Observation> answers = new ArrayList<>();
    for (int n = 1; n <= HOSTS; n++) {
      answers.add(n == 7 ? rogueCron(instance(n), THREE_AM) : cleanCron(instance(n), THREE_AM));
    }
    return answers;
  }

  private static IsolatedRounds rounds(List<Baseline> against) {
    return new IsolatedRounds(DiffyConfig.shipped(), against, List.of(), "");
  }
}
