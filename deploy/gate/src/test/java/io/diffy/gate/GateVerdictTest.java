package io.diffy.gate;

import static io.diffy.gate.Samples.CANARY;
import static io.diffy.gate.Samples.baseline;
import static io.diffy.gate.Samples.finding;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.gate.GateVerdict.Gap;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.plugin.Target;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Absent;
import io.diffy.schemas.Evaluation.Hosts;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.Open;
import io.diffy.schemas.Evaluation.Window;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.TestObservations;
import io.diffy.service.CommandFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What fails a gate, and what is only reported. */
final class GateVerdictTest {
  private static final GatePolicy DEFAULT =
      new GatePolicy(Set.of("deb_packages"), Severity.MEDIUM, false);
  private static final String CANARY_ID = CANARY.instanceId();

  @Test
  void aDeviationFailsItFromTheSeverityOnUnlessItsQueryIsIgnored() {
    assertTrue(DEFAULT.fails(finding("crontab", Severity.HIGH, ROGUE_CRON)));
    assertTrue(DEFAULT.fails(finding("etc_hosts", Severity.MEDIUM, Map.of("address", "1.2.3.4"))));
    assertFalse(DEFAULT.fails(finding("mounts", Severity.LOW, Map.of("path", "/data"))));
    assertFalse(DEFAULT.fails(finding("deb_packages", Severity.HIGH, Map.of("name", "openssl"))));
  }

  @Test
  void driftAndCoverageAreNoDeviations() {
    GatePolicy strict = new GatePolicy(Set.of(), Severity.INFORMATIONAL, false);
    for (Kind kind : List.of(Kind.DRIFT, Kind.COVERAGE)) {
      assertFalse(strict.fails(finding("crontab", kind, Severity.HIGH, ROGUE_CRON)));
    }
  }

  @Test
  void anAnswerThatThePreviousVersionGaveAndThisOneDoesNotFailsIt() {
    GateVerdict verdict =
        verdict(
            DEFAULT, evaluation("crontab", new Absent(CANARY_ID, "error: no such table: crontab")));

    assertFalse(verdict.passed());
    assertEquals(
        List.of(
            new Gap("crontab", List.of(CANARY_ID), "error: no such table: crontab", true),
            new Gap("users", List.of(), "no fresh instance answered", true)),
        verdict.failingGaps());
    assertEquals(0, verdict.compared());
  }

  @Test
  void anAnswerThatThePreviousVersionDidNotGiveEitherFailsNothing() {
    GateVerdict verdict =
        verdict(
            DEFAULT,
            evaluation("crontab"),
            evaluation("users"),
            evaluation("sudoers"),
            evaluation("iptables", new Absent(CANARY_ID, "error: iptables-save is missing")));

    assertTrue(verdict.passed());
    assertEquals(
        List.of("iptables", "sudoers"), verdict.passingGaps().stream().map(Gap::query).toList());
    assertEquals(2, verdict.compared());
  }

  @Test
  void gapsMayBeAllowedOneByOneOrAllTogether() {
    assertFalse(
        verdict(new GatePolicy(Set.of("users"), Severity.MEDIUM, false), evaluation("users"))
            .passed());
    assertTrue(
        verdict(new GatePolicy(Set.of("users"), Severity.MEDIUM, false), evaluation("crontab"))
            .passed());
    assertTrue(
        verdict(new GatePolicy(Set.of(), Severity.MEDIUM, true), evaluation("crontab")).passed());
  }

  @Test
  void whereNothingCouldBeComparedThereIsNoVerdictWhateverGapsAreAllowed() {
    GatePolicy allowing = new GatePolicy(Set.of(), Severity.MEDIUM, true);
    GateVerdict unanswered = verdict(allowing);
    GateVerdict failed =
        verdict(
            allowing,
            evaluation("crontab", new Absent(CANARY_ID, "error: osqueryi is broken")),
            evaluation("users", new Absent(CANARY_ID, "error: osqueryi is broken")));

    for (GateVerdict verdict : List.of(unanswered, failed)) {
      assertTrue(verdict.nothingCompared());
      assertFalse(verdict.passed());
      assertTrue(GateView.result(verdict).startsWith("No verdict: "), GateView.result(verdict));
    }
    assertFalse(verdict(allowing, evaluation("crontab")).nothingCompared());
  }

  @Test
  void oldInstancesAreNeitherAskedNorTakenForFreshOnes() {
    Instance old = TestObservations.instance(1);
    FreshChoice eight = new FreshChoice(Set.of(), Set.of("8"));
    CapturedAnswers both = answers(old, CANARY);

    assertEquals(
        List.of("not one of the fresh instances", ""),
        eight.apply(List.of(Target.of(old, "InService"), Target.of(CANARY, "InService"))).stream()
            .map(Target::skipped)
            .toList());
    assertEquals(answers(CANARY).newest(), eight.of(both).newest());
    assertEquals(
        answers(CANARY).newest(), new FreshChoice(Set.of(CANARY_ID), Set.of()).of(both).newest());
    CommandFailure unclear =
        assertThrows(CommandFailure.class, () -> new FreshChoice(Set.of(), Set.of()).of(both));
    assertTrue(unclear.getMessage().contains("launch versions 7, 8"), unclear.getMessage());
    assertThrows(CommandFailure.class, () -> new FreshChoice(Set.of(), Set.of("9")).of(both));
    CommandFailure unknown =
        assertThrows(
            CommandFailure.class,
            () -> new FreshChoice(Set.of(CANARY_ID, "i-typo"), Set.of()).of(both));
    assertTrue(unknown.getMessage().contains("instance i-typo is"), unknown.getMessage());
  }

  private static CapturedAnswers answers(Instance... instances) {
    return new CapturedAnswers(
        "run",
        "test",
        List.of(instances).stream()
            .map(i -> Observation.of(i, "crontab", THREE_AM, List.of()))
            .toList(),
        Set.of());
  }

  /** The baseline answers crontab and users. */
  private static GateVerdict verdict(GatePolicy policy, Evaluation... evaluations) {
    BaselineChoice.Chosen chosen =
        BaselineChoice.of(
                List.of(CANARY),
                List.of(
                    baseline("crontab", "7", "m5.large", THREE_AM),
                    baseline("users", "7", "m5.large", THREE_AM)),
                Optional.empty())
            .orElseThrow();
    List<Finding> open = List.of();
    return GateVerdict.of(List.of(CANARY), chosen, List.of(evaluations), open, policy);
  }

  private static Evaluation evaluation(String query, Absent... absent) {
    return new Evaluation(
        WEB_PROD,
        query,
        new Window(THREE_AM, THREE_AM, "round"),
        new Hosts(absent.length == 0 ? List.of(CANARY_ID) : List.of(), List.of(absent)),
        List.of(),
        Open.NOTHING,
        Learnt.NOTHING);
  }
}
