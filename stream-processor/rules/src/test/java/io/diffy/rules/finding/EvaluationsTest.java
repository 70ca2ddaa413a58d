package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.evaluation.GapReason;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.finding.LifecycleRule.TableMeaning;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Absent;
import io.diffy.schemas.Evaluation.Ranked;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is told of one judging of crontab in web-prod. */
class EvaluationsTest {
  private static final TableMeaning MEDIUM = new TableMeaning(2, List.of("T1053.003"));

  private final Map<String, FindingState> known = new TreeMap<>();

  @Test
  void saysOfWhatAndWhenItWas() {
    Evaluation evaluation = summary(TestEvaluation.hour(2).usual(1, 3).round("r-7", ""));

    assertEquals(WEB_PROD, evaluation.group());
    assertEquals("crontab", evaluation.query());
    assertEquals(THREE_AM.plusSeconds(7200), evaluation.evaluatedAt());
    assertEquals(THREE_AM, evaluation.windowStart());
    assertEquals("r-7", evaluation.roundId());
  }

  @Test
  void whoWasComparedStandsInTheOrderOfTheIds() {
    Evaluation evaluation = summary(TestEvaluation.hour(1).usual(11, 12).usual(1, 2));

    assertEquals(List.of(id(1), id(2), id(11), id(12)), evaluation.covered());
  }

  @Test
  void whoWasNotComparedStandsWithTheReasonAndAMistrustedClockIsNoAbsence() {
    Evaluation evaluation =
        summary(
            TestEvaluation.hour(1)
                .usual(1, 3)
                .gap(3, GapReason.CLOCK, "a day ahead")
                .gap(4, GapReason.SILENT, "last answer at two")
                .gap(5, GapReason.NO_ANSWER, "asked at three"));

    assertEquals(
        List.of(
            new Absent(id(4), "silent: last answer at two"),
            new Absent(id(5), "no answer: asked at three")),
        evaluation.absent());
  }

  @Test
  void theBaselinesThatTookPartStandWithTheirVersion() {
    assertEquals(
        List.of(7),
        summary(TestEvaluation.hour(1).usual(1, 3).baseline(7)).baselineVersions().stream()
            .map(Evaluation.CohortBaseline::version)
            .toList());
  }

  @Test
  void whatIsOpenRanksTheHostsAndWhatIsClosedDoesNot() {
    judge(TestEvaluation.hour(1).usual(1, 39).rogue(40, 40));
    FindingState open = only(Kind.UNEXPECTED);
    Evaluation evaluation = summary(TestEvaluation.hour(1).usual(1, 39));

    assertEquals(List.of(open.finding().uid()), evaluation.open().findings());
    assertEquals(
        List.of(new Ranked(id(40), open.finding().score(), 1)), evaluation.open().ranked());

    judge(TestEvaluation.hour(2).usual(1, 40));
    assertTrue(known.values().stream().noneMatch(FindingState::open));
    assertEquals(Evaluation.Open.NOTHING, summary(TestEvaluation.hour(2).usual(1, 40)).open());
  }

  @Test
  void aHostRanksByItsHighestScoreWithAllThatSpeaksAgainstIt() {
    judge(TestEvaluation.hour(1).usual(1, 38).rogue(40, 39, 40));
    Finding both = only(Kind.UNEXPECTED).finding();
    Collection<FindingState> twice = new ArrayList<>(known.values());
    twice.addAll(known.values());

    assertEquals(
        List.of(new Ranked(id(39), both.score(), 2), new Ranked(id(40), both.score(), 2)),
        of(TestEvaluation.hour(1).done(), twice).open().ranked());
  }

  @Test
  void aGapIsOpenAndAccusesNobody() {
    judge(TestEvaluation.hour(1).usual(1, 39).gap(40, GapReason.SILENT, "no answer"));
    Evaluation evaluation = summary(TestEvaluation.hour(1).usual(1, 39));

    assertEquals(List.of(only(Kind.COVERAGE).finding().uid()), evaluation.open().findings());
    assertEquals(List.of(), evaluation.open().ranked());
  }

  private Evaluation summary(TestEvaluation evaluation) {
    return of(evaluation.done(), known.values());
  }

  private FindingState only(Kind kind) {
    List<FindingState> of =
        known.values().stream().filter(state -> state.finding().kind() == kind).toList();
    assertEquals(1, of.size(), known::toString);
    return of.get(0);
  }

  private void judge(TestEvaluation evaluation) {
    new LifecycleRule(
            evaluation.done(), ExceptionsInForce.NONE, MEDIUM, nothingKnown(evaluation.done()))
        .steps(known)
        .forEach(step -> known.put(step.finding().uid(), step.state()));
  }

  private static String id(int n) {
    return instance(n).instanceId();
  }

  private static Evaluation of(QueryEvaluation evaluation, Collection<FindingState> states) {
    return Evaluations.of(evaluation, states, List.of(), nothingKnown(evaluation));
  }

  private static VisitRule nothingKnown(QueryEvaluation evaluation) {
    return new VisitRule(evaluation, Map.of(), Set.of(), 500);
  }
}
