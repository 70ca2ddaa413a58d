package io.diffy.rules.exception;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.TestFindings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is covered by an exception of each scope, and for how long. */
class ExceptionsInForceTest {
  private static final String ROGUE_CRON = uid(WEB_PROD, "00c0ffee");
  private static final String ROGUE_CRON_ITEM = item("00c0ffee");
  private static final GroupKey DB_PROD = new GroupKey("123456789012", "us-east-1", "db-prod");
  private static final Instance HOST_7 = instance(7);
  private static final Instance HOST_8 = instance(8);
  private static final Instance CANARY = instance(9, "8", "ami-0b8");

  @Test
  void anInstanceIsThatHostAlone() {
    ExceptionsInForce exceptions = accepted(rule(Scope.INSTANCE));

    assertTrue(exceptions.reach(ROGUE_CRON, ROGUE_CRON_ITEM, HOST_7));
    assertFalse(exceptions.reach(ROGUE_CRON, ROGUE_CRON_ITEM, HOST_8));
  }

  @Test
  void aCohortIsAllHostsOfThatImageLaunchVersionAndType() {
    ExceptionsInForce exceptions = accepted(rule(Scope.COHORT));

    assertTrue(exceptions.reach(ROGUE_CRON, ROGUE_CRON_ITEM, HOST_7));
    assertTrue(exceptions.reach(ROGUE_CRON, ROGUE_CRON_ITEM, HOST_8));
    assertFalse(exceptions.reach(ROGUE_CRON, ROGUE_CRON_ITEM, CANARY));
  }

  @Test
  void aGroupIsAllItsHostsAndNoOtherGroup() {
    ExceptionRule rule = rule(Scope.GROUP);

    assertTrue(accepted(rule).reach(ROGUE_CRON, ROGUE_CRON_ITEM, CANARY));
    assertTrue(ExceptionsInForce.inForce(DB_PROD, FOUR_AM, List.of(rule)).isEmpty());
  }

  @Test
  void everywhereIsTheSameItemInEveryGroup() {
    ExceptionsInForce inDbProd =
        ExceptionsInForce.inForce(DB_PROD, FOUR_AM, List.of(rule(Scope.EVERYWHERE)));

    String there = uid(DB_PROD, "00c0ffee");
    assertTrue(inDbProd.reach(there, ROGUE_CRON_ITEM, Instance.named("db-prod", "i-db")));
    assertFalse(inDbProd.reach(there, item("00c0ffef"), Instance.named("db-prod", "i-db")));
    assertFalse(inDbProd.reach(there, "", Instance.named("db-prod", "i-db")));
  }

  @Test
  void anotherDeviationOfTheSameHostIsNotAccepted() {
    ExceptionsInForce exceptions = accepted(rule(Scope.GROUP));

    assertFalse(exceptions.reach(uid(WEB_PROD, "00c0ffef"), item("00c0ffef"), HOST_7));
  }

  @Test
  void severalScopesOfOneFindingAddUp() {
    ExceptionsInForce exceptions = accepted(rule(Scope.INSTANCE), forInstance(CANARY));

    assertTrue(exceptions.reach(ROGUE_CRON, ROGUE_CRON_ITEM, HOST_7));
    assertTrue(exceptions.reach(ROGUE_CRON, ROGUE_CRON_ITEM, CANARY));
    assertFalse(exceptions.reach(ROGUE_CRON, ROGUE_CRON_ITEM, HOST_8));
  }

  @Test
  void itEndsAtItsExpiryAndAtItsRemoval() {
    ExceptionRule expires = until(Optional.of(FOUR_AM));
    ExceptionRule removed =
        until(Optional.empty()).removed(new Removal("bob", FOUR_AM, "it was no known job"));
    for (ExceptionRule ended : List.of(expires, removed)) {
      assertFalse(
          ExceptionsInForce.inForce(WEB_PROD, FOUR_AM.minusSeconds(1), List.of(ended)).isEmpty());
      assertTrue(ExceptionsInForce.inForce(WEB_PROD, FOUR_AM, List.of(ended)).isEmpty());
    }
  }

  @Test
  void removingWhatHasExpiredDoesNotProlongIt() {
    ExceptionRule expired = until(Optional.of(THREE_AM));

    assertEquals(
        Optional.of(THREE_AM), expired.removed(new Removal("bob", FOUR_AM, "")).expiresAt());
  }

  @Test
  void aFindingOfNoInstanceIsAcceptedAsAWholeOnly() {
    var drift = TestFindings.NEW_AGENT_IN_GROUP;

    assertFalse(ExceptionsInForce.NONE.reach(drift));
    assertTrue(
        accepted(
                new ExceptionRule(
                    "1",
                    WEB_PROD,
                    About.finding(drift.uid()),
                    Reach.GROUP,
                    new Accepted("", "", THREE_AM),
                    Optional.empty()))
            .reach(drift));
  }

  private static ExceptionsInForce accepted(ExceptionRule... rules) {
    return ExceptionsInForce.inForce(WEB_PROD, FOUR_AM, List.of(rules));
  }

  private static ExceptionRule rule(Scope scope) {
    return rule(scope, HOST_7, Optional.empty());
  }

  private static ExceptionRule forInstance(Instance instance) {
    return rule(Scope.INSTANCE, instance, Optional.empty());
  }

  private static ExceptionRule until(Optional<Instant> end) {
    return rule(Scope.GROUP, HOST_7, end);
  }

  private static ExceptionRule rule(Scope scope, Instance host, Optional<Instant> expiresAt) {
    return new ExceptionRule(
        "9c1f2d0e-5a0b-5b7e-8f6d-3c2b1a0f9e8d",
        WEB_PROD,
        new About(ROGUE_CRON, ROGUE_CRON_ITEM, "crontab", Optional.of(Kind.UNEXPECTED), ""),
        Reach.of(scope, host),
        new Accepted("the canary syncs every minute", "alice", THREE_AM),
        expiresAt);
  }

  private static String uid(GroupKey group, String name) {
    return FindingUid.of(group, "crontab", Kind.UNEXPECTED, name);
  }

  private static String item(String name) {
    return FindingUid.item("crontab", Kind.UNEXPECTED, name);
  }
}
