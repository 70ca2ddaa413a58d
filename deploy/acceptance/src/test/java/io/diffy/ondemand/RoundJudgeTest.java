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
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** What nothing else shows: to compare all with each other finds the same, a square later. */
  @Test
  void howOftenRowsAreReadGrowsAsTheHostsDo() {
    int[] small = readings(20);
    int[] twice = readings(40);

    assertEquals(0, small[0] + twice[0], "of the round itself none");
    assertTrue(twice[1] <= 2.2 * small[1] && small[1] >= 20, small[1] + " and " + twice[1]);
  }

  /** How often rows are asked for by the judging of the round, and of all answers but one. */
  private static int[] readings(int hosts) {
    AtomicInteger reads = new AtomicInteger();
    List<Observation> counted = new ArrayList<>();
    for (int n = 1; n <= hosts; n++) {
      Observation answer = cleanCron(instance(n), THREE_AM);
      counted.add(answer.withRows(answer.part(), new CountedRows(answer.rows(), reads)));
    }
    RoundJudge judge =
        new RoundJudge(
            new CapturedAnswers("run", "test", counted, Set.of()),
            List.of(),
            List.of(),
            RoundJudgeTest::rounds,
            CLOCK);
    judge.findings(new ArrayList<>(counted), List.of());
    int all = reads.getAndSet(0);
    judge.findings(counted.subList(1, hosts), List.of());
    return new int[] {all, reads.get()};
  }

  private static final class CountedRows extends AbstractList<Map<String, String>> {
    private final List<Map<String, String>> rows;
    private final AtomicInteger reads;

    CountedRows(List<Map<String, String>> rows, AtomicInteger reads) {
      this.rows = rows;
      this.reads = reads;
    }

    @Override
    public Map<String, String> get(int at) {
      reads.incrementAndGet();
      return rows.get(at);
    }

    @Override
    public int size() {
      return rows.size();
    }
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
