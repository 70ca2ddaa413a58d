package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.evaluation.GroupEvaluationCompleted;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.state.CohortState;
import io.diffy.rules.state.CohortState.CohortRoster;
import io.diffy.rules.state.CohortState.Side;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What follows the image is one drift of the group; who is alone in its cohort is told so. */
class GroupRuleTest {
  private static final Instance OLD = instance(1);
  private static final Instance NEW = instance(9, "8", "ami-0b8");
  private static final CohortRoster OLDER = roster(OLD, 12);
  private static final CohortRoster NEWER = roster(NEW, 3);
  private static final Side NEW_PACKAGE = side(NEW, 2);

  private final Map<String, FindingState> known = new HashMap<>();

  @Test
  void theSmallerCohortDiffersFromTheUsualOne() {
    GroupFindingCandidate drift =
        new GroupRule(Map.of("deb_packages", state(NEW_PACKAGE))).drift().orElseThrow();

    assertEquals(List.of(NEW), drift.instances());
    assertEquals("launch version 8, ami-0b8, m5.large", drift.prevalence().cohort());
    assertEquals(
        "1 of 15 instances (launch version 8, ami-0b8, m5.large) differs from the others in 2"
            + " things of deb_packages: that follows the image, launch version or type",
        drift.reason());
    assertTrue(
        new GroupRule(Map.of("deb_packages", state(side(OLD, 2)))).drift().isEmpty(),
        "the usual one is not the one that differs");
  }

  @Test
  void whoIsAloneAndWithoutABaselineIsNotComparable() {
    assertEquals(List.of(NEW), notComparable(alone(true), false).orElseThrow().instances());
    assertTrue(notComparable(state(), false).isEmpty());
  }

  @Test
  void whoIsAloneForOneWindowOnlyIsSaidToBeWhenSomebodyAsks() {
    assertTrue(notComparable(alone(false), false).isEmpty());
    assertEquals(List.of(NEW), notComparable(alone(false), true).orElseThrow().instances());
  }

  private static CohortState alone(boolean lasting) {
    CohortRoster alone =
        new CohortRoster(
            NEW.cohort(), 1, NEW, NEW.instanceId(), false, Optional.of(THREE_AM), lasting);
    return new CohortState(Optional.empty(), true, List.of(OLDER, alone), List.of(), List.of());
  }

  private static Optional<GroupFindingCandidate> notComparable(CohortState state, boolean asked) {
    return new GroupRule(Map.of("crontab", state)).notComparable(FOUR_AM, asked);
  }

  @Test
  void aDriftIsCreatedOnceUpdatedWhenAnotherQueryDiffersAndClosedWhenNoneDoes() {
    Finding created = only(Map.of("deb_packages", state(NEW_PACKAGE)), THREE_AM, true);
    only(Map.of("deb_packages", state(side(NEW, 7))), FOUR_AM, false);
    Finding wider =
        only(
            Map.of("deb_packages", state(NEW_PACKAGE), "crontab", state(NEW_PACKAGE)),
            FOUR_AM,
            true);
    Finding closed = only(Map.of("deb_packages", state()), FOUR_AM, true);

    assertEquals(Activity.CREATE, created.activity());
    assertEquals(Kind.DRIFT, created.kind());
    assertEquals(Activity.UPDATE, wider.activity());
    assertEquals(2, wider.differences().size());
    assertEquals(Optional.of(CloseReason.PEERS_CONVERGED), closed.closeReason());
    assertFalse(closed.isOpen());
  }

  @Test
  void aCohortThatIsGoneClosesItsDriftAsTerminated() {
    only(Map.of("deb_packages", state(NEW_PACKAGE)), THREE_AM, true);
    CohortState gone =
        new CohortState(Optional.empty(), true, List.of(OLDER), List.of(), List.of());

    assertEquals(
        Optional.of(CloseReason.INSTANCE_TERMINATED),
        only(Map.of("deb_packages", gone), FOUR_AM, true).closeReason());
  }

  private Finding only(Map<String, CohortState> states, Instant at, boolean event) {
    List<LifecycleStep> steps =
        new GroupLifecycle(
                new GroupEvaluationCompleted(WEB_PROD, at, "", false, id -> Map.of()),
                new GroupRule(states),
                ExceptionsInForce.NONE)
            .steps(known);
    assertEquals(1, steps.size());
    assertEquals(event, steps.get(0).event());
    known.put(steps.get(0).finding().uid(), steps.get(0).state());
    return steps.get(0).finding();
  }

  private static CohortState state(Side... sides) {
    return new CohortState(
        Optional.empty(), true, List.of(OLDER, NEWER), List.of(sides), List.of());
  }

  private static CohortRoster roster(Instance first, int hosts) {
    return new CohortRoster(first.cohort(), hosts, first, "i-last", true, Optional.empty(), false);
  }

  private static Side side(Instance of, int things) {
    return new Side(
        of.cohort().label(),
        List.of(of.cohort()),
        List.of(of),
        THREE_AM,
        things,
        List.of(new Example(Kind.UNEXPECTED, row("name", "trace-agent"), Map.of())));
  }
}
