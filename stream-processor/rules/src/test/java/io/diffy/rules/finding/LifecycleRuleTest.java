package io.diffy.rules.finding;

import static io.diffy.rules.evaluation.GapReason.SILENT;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.finding.LifecycleRule.TableMeaning;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Created once, updated when a person would act on it, closed for a stated reason. */
class LifecycleRuleTest {
  private static final TableMeaning MEDIUM = new TableMeaning(2, List.of("T1053.003"));

  private final Map<String, FindingState> known = new TreeMap<>();
  private ExceptionsInForce exceptions = ExceptionsInForce.NONE;

  @Test
  void whatNobodyHadIsCreatedAndThenSeenAgainWithoutAWord() {
    LifecycleStep created = only(TestEvaluation.hour(1).usual(1, 39).rogue(40, 40));
    LifecycleStep again = only(TestEvaluation.hour(2).usual(1, 39).rogue(40, 40));

    assertEquals(Activity.CREATE, created.finding().activity());
    assertTrue(created.event());
    assertFalse(again.event());
    assertEquals(THREE_AM.plusSeconds(7200), again.finding().lastSeen());
  }

  @Test
  void anotherHostIsAnUpdate() {
    only(TestEvaluation.hour(1).usual(1, 39).rogue(40, 40));
    LifecycleStep step = only(TestEvaluation.hour(2).usual(1, 38).rogue(40, 39, 40));

    assertEquals(Activity.UPDATE, step.finding().activity());
    assertTrue(step.event());
    assertEquals(2, step.finding().sequence());
  }

  @Test
  void theRowIsGoneAndComesBackAsTheSameStory() {
    only(TestEvaluation.hour(1).usual(1, 39).rogue(40, 40));
    Finding closed = only(TestEvaluation.hour(2).usual(1, 40)).finding();
    Finding back = only(TestEvaluation.hour(3).usual(1, 39).rogue(40, 40)).finding();

    assertEquals(Optional.of(CloseReason.ROW_GONE), closed.closeReason());
    assertEquals(Activity.UPDATE, back.activity());
    assertEquals(closed.createdAt(), back.createdAt());
    assertEquals(3, back.sequence());
  }

  @Test
  void aHostThatCouldNotBeComparedKeepsWhatWasFoundOnIt() {
    only(TestEvaluation.hour(1).usual(1, 38).rogue(40, 39, 40));

    LifecycleStep gap = only(TestEvaluation.hour(2).usual(1, 38).gap(39, SILENT, "no answer"));
    assertEquals(Kind.COVERAGE, gap.finding().kind(), "the gap, and nothing of the line");
    List<LifecycleStep> narrowed =
        steps(TestEvaluation.hour(3).usual(1, 39).gap(40, SILENT, "no answer"));
    assertEquals(
        List.of(1, 1), narrowed.stream().map(step -> step.finding().instances().size()).toList());
  }

  @Test
  void aTerminatedInstanceClosesWhatWasFoundOnIt() {
    only(TestEvaluation.hour(1).usual(1, 39).rogue(40, 40));

    assertEquals(
        Optional.of(CloseReason.INSTANCE_TERMINATED),
        only(TestEvaluation.hour(2).usual(1, 39).terminated(40)).finding().closeReason());
  }

  @Test
  void whatPeersHaveTooClosesBecauseTheyConverged() {
    only(TestEvaluation.hour(1).usual(1, 39).rogue(40, 40));
    TestEvaluation all = TestEvaluation.hour(2);
    all.rogue(40, 40);

    assertEquals(
        Optional.of(CloseReason.PEERS_CONVERGED),
        only(all.withoutDeviations()).finding().closeReason());
  }

  @Test
  void anotherBaselineClosesWhatOnlyTheOldOneMadeOdd() {
    only(TestEvaluation.hour(1).baseline(1).usual(1, 39).rogue(40, 40));
    TestEvaluation all = TestEvaluation.hour(2).baseline(2).rogue(40, 40);

    assertEquals(
        Optional.of(CloseReason.BASELINE_CHANGED),
        only(all.withoutDeviations()).finding().closeReason());
  }

  @Test
  void whatIsAcceptedClosesAndIsMuted() {
    Finding created = only(TestEvaluation.hour(1).usual(1, 39).rogue(40, 40)).finding();
    exceptions = ExceptionsInForce.inForce(WEB_PROD, THREE_AM, List.of(accepted(created)));
    TestEvaluation again = TestEvaluation.hour(2).usual(1, 39).rogue(40, 40);

    assertEquals(Optional.of(CloseReason.ACCEPTED), only(again).finding().closeReason());
    assertTrue(rule(again).isMuted(known.get(created.uid())));
  }

  @Test
  void whatStaysBelowTheThresholdOpensNothingButKeepsOpenWhatSpreads() {
    assertEquals(List.of(), steps(TestEvaluation.hour(1).usual(1, 35).quietRogue(40, 36, 37)));

    only(TestEvaluation.hour(2).usual(1, 39).rogue(40, 40));
    LifecycleStep wide = only(TestEvaluation.hour(3).usual(1, 30).quietRogue(40, 31, 32, 33, 40));

    assertEquals(Activity.UPDATE, wide.finding().activity());
    assertTrue(wide.finding().reason().contains("it spreads: on 4 hosts since"));
  }

  @Test
  void aFindingStaysWithTheIncidentOfItsRound() {
    only(TestEvaluation.hour(1).usual(1, 39).rogue(40, 40).round("r-1", "INC-7"));
    Finding later = only(TestEvaluation.hour(2).usual(1, 38).rogue(40, 39, 40)).finding();

    assertEquals("INC-7", later.incidentId());
  }

  @Test
  void columnsThatAreLearntLaterAreToldQuietly() {
    only(TestEvaluation.hour(1).usual(1, 39).rogue(40, 40));
    LifecycleStep step = only(TestEvaluation.hour(2).usual(1, 39).masked("minute").rogue(40, 40));

    assertFalse(step.event());
    assertEquals(List.of("minute"), step.finding().maskedColumns());
  }

  /** 40 hosts give 1.903, 36 give 1.857: below 1.9, but not below 1.8. */
  @Test
  void whatWasVeryOddStaysSoThroughAnEventThatIsALittleLess() {
    assertEquals(
        Severity.HIGH,
        only(TestEvaluation.hour(1).usual(1, 39).rogue(40, 40)).finding().severity());
    LifecycleStep moved = only(TestEvaluation.hour(2).usual(1, 34).rogue(36, 35).terminated(40));
    assertEquals(Severity.HIGH, moved.finding().severity());
    assertTrue(moved.event());

    LifecycleStep unchanged = only(TestEvaluation.hour(3).usual(1, 34).rogue(36, 35));

    assertEquals(Severity.HIGH, unchanged.finding().severity());
    assertFalse(unchanged.event(), "nothing changed, so nothing is told");
    assertEquals(
        Severity.MEDIUM,
        only(TestEvaluation.hour(4).usual(1, 29).rogue(30, 35)).finding().severity());
  }

  private LifecycleStep only(TestEvaluation evaluation) {
    List<LifecycleStep> steps = steps(evaluation);
    assertEquals(1, steps.size(), steps::toString);
    return steps.get(0);
  }

  private List<LifecycleStep> steps(TestEvaluation evaluation) {
    List<LifecycleStep> steps = rule(evaluation).steps(known);
    steps.forEach(step -> known.put(step.finding().uid(), step.state()));
    return steps;
  }

  private LifecycleRule rule(TestEvaluation evaluation) {
    return new LifecycleRule(
        evaluation.done(),
        exceptions,
        MEDIUM,
        new VisitRule(evaluation.done(), Map.of(), Set.of(), 500));
  }

  private static ExceptionRule accepted(Finding finding) {
    return new ExceptionRule(
        "e-1",
        WEB_PROD,
        About.finding(finding.uid()),
        Reach.GROUP,
        new Accepted("a job of ours", "alice", THREE_AM),
        Optional.empty());
  }
}
