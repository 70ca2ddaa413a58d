package io.diffy.accept;

import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import io.diffy.service.CommandFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person says, and the exceptions it becomes. */
final class AcceptanceTest {
  private static final Instance CANARY = instance(9, "8", "ami-0b8");
  private static final Finding ON_TWO_IMAGES =
      shown(
          finding(
              Kind.UNEXPECTED,
              "crontab",
              ROGUE_CRON,
              Map.of(),
              List.of(instance(3), instance(5), CANARY)));
  private static final Finding ON_THREE = shown(DROPPER_ON_THREE);

  @Test
  void aCohortIsOneExceptionForEachImageOfTheFinding() {
    List<ExceptionRule> rules = says(Scope.COHORT, List.of()).records(ON_TWO_IMAGES, "", List.of());

    assertEquals(
        List.of(Optional.of(instance(3).cohort()), Optional.of(CANARY.cohort())),
        rules.stream().map(ExceptionRule::cohort).toList());
    assertNotEquals(rules.get(0).id(), rules.get(1).id());
  }

  @Test
  void anInstanceNarrowsTheCohortToItsOwn() {
    List<ExceptionRule> rules =
        says(Scope.COHORT, List.of(CANARY.instanceId())).records(ON_TWO_IMAGES, "", List.of());

    assertEquals(
        List.of(Optional.of(CANARY.cohort())), rules.stream().map(ExceptionRule::cohort).toList());
  }

  @Test
  void severalInstancesAreOneExceptionEach() {
    List<String> two = List.of(instance(5).instanceId(), instance(3).instanceId());

    assertEquals(
        List.of(instance(3).instanceId(), instance(5).instanceId()),
        says(Scope.INSTANCE, two).records(ON_TWO_IMAGES, "", List.of()).stream()
            .map(ExceptionRule::instanceId)
            .toList());
  }

  @Test
  void withoutANameEveryHostOfTheFindingIsMeantAndNoOther() {
    List<ExceptionRule> rules =
        says(Scope.INSTANCE, List.of()).records(ON_TWO_IMAGES, "", List.of());

    assertEquals(
        List.of(instance(3).instanceId(), instance(5).instanceId(), CANARY.instanceId()),
        rules.stream().map(ExceptionRule::instanceId).toList());
  }

  /** The person saw one row; the other host shows another, which must be seen to be accepted. */
  @Test
  void eachHostIsBoundToTheRowsItShows() {
    Map<String, String> backdoor = Map.of("command", "/tmp/.x/redis-server --backdoor");
    Finding two =
        with(
            ON_TWO_IMAGES,
            List.of(
                new ShownItem(
                    "aa", Map.of(), List.of(instance(3).instanceId(), CANARY.instanceId())),
                new ShownItem("bb", backdoor, List.of(instance(5).instanceId()))));

    List<ExceptionRule> rules = says(Scope.INSTANCE, List.of()).records(two, "", List.of());

    assertEquals(
        List.of(List.of("aa"), List.of("bb"), List.of("aa")),
        rules.stream().map(r -> r.about().seen().orElseThrow().items()).toList());
    assertEquals(backdoor, rules.get(1).about().seen().orElseThrow().row());
    assertEquals(ROGUE_CRON, rules.get(0).about().seen().orElseThrow().row());
  }

  @Test
  void aHostWhoseRowTheEventDoesNotHoldIsNotAccepted() {
    Finding cut =
        with(
            ON_TWO_IMAGES,
            List.of(new ShownItem("aa", Map.of(), List.of(instance(3).instanceId()))));
    Acceptance all = says(Scope.INSTANCE, List.of());
    String why =
        assertThrows(CommandFailure.class, () -> all.records(cut, "", List.of())).getMessage();
    assertTrue(why.contains(instance(5).instanceId()) && why.contains("--instance"), why);
  }

  @Test
  void whatAnOlderVersionFoundIsAcceptedAfterItsNextEventOrWhateverItBecomes() {
    Acceptance says = says(Scope.INSTANCE, List.of());
    String why =
        assertThrows(CommandFailure.class, () -> says.records(DROPPER_ON_THREE, "", List.of()))
            .getMessage();
    assertTrue(why.contains("--any-attributes"), why);

    Acceptance any =
        new Acceptance(Scope.GROUP, List.of(), "known", "alice", FOUR_AM, Optional.empty(), true);
    assertEquals(
        Optional.empty(), any.records(DROPPER_ON_THREE, "", List.of()).get(0).about().seen());
  }

  @Test
  void anInstanceThatTheFindingDoesNotConcernIsATypo() {

    Acceptance typo = says(Scope.INSTANCE, List.of("i-typo"));
    assertThrows(CommandFailure.class, () -> typo.records(ON_THREE, "", List.of()));
  }

  @Test
  void whoAcceptsAgainReplacesTheOlderDecisionAndBothStayReadable() {
    ExceptionRule older =
        says(Scope.GROUP, List.of(), THREE_AM).records(ON_THREE, "", List.of()).get(0);

    List<ExceptionRule> written =
        says(Scope.GROUP, List.of(), FOUR_AM).records(ON_THREE, "", List.of(older));

    assertEquals(2, written.size());
    assertTrue(written.get(0).inForce(FOUR_AM));
    assertEquals(older.id(), written.get(1).id());
    assertFalse(written.get(1).inForce(FOUR_AM));
    assertEquals("alice", written.get(1).removal().orElseThrow().by());
  }

  @Test
  void anotherReachReplacesNothing() {
    ExceptionRule ofTheGroup =
        says(Scope.GROUP, List.of(), THREE_AM).records(ON_THREE, "", List.of()).get(0);

    List<ExceptionRule> written =
        says(Scope.EVERYWHERE, List.of()).records(ON_THREE, "", List.of(ofTheGroup));

    assertEquals(1, written.size());
    assertEquals(DROPPER_ON_THREE.itemUid(), written.get(0).about().itemUid());
  }

  private static Finding shown(Finding finding) {
    return with(finding, List.of(new ShownItem("aa", Map.of(), List.of())));
  }

  private static Finding with(Finding finding, List<ShownItem> items) {
    return finding.with(finding.evidence().of(new ShownThing("cc", List.of(), items)));
  }

  private static Acceptance says(Scope scope, List<String> instances) {
    return says(scope, instances, FOUR_AM);
  }

  private static Acceptance says(Scope scope, List<String> instances, Instant at) {
    return new Acceptance(scope, instances, "known job", "alice", at, Optional.empty(), false);
  }
}
