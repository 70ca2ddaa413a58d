package io.diffy.processor.intake;

import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.trust.TestKeys.ANNA;
import static io.diffy.schemas.trust.TestKeys.BEN;
import static io.diffy.schemas.trust.TestKeys.MALLORY;
import static io.diffy.schemas.trust.TestKeys.trust;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.intake.DecisionAudit.Outcome;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.json.BaselineCodec;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a decision about what is clean, given the one in force. */
class DecisionAuditTest {
  private static final BaselineCodec CODEC = new BaselineCodec();
  private static final Baseline WITHDRAWN = CRON_BASELINE.withdrawn(FOUR_AM, "bob", "not clean");

  private final DecisionAudit<Baseline> anybody = new DecisionAudit<>(TrustPolicy.ANYBODY, CODEC);
  private final DecisionAudit<Baseline> oneSigns = new DecisionAudit<>(trust(1), CODEC);
  private final DecisionAudit<Baseline> twoSign = new DecisionAudit<>(trust(2), CODEC);

  @Test
  void whereNobodyIsNamedTheLastOneWrittenCounts() {
    assertInForce(Action.IN_FORCE, anybody.of(CRON_BASELINE, false, Optional.empty()));
    assertInForce(Action.WITHDRAWN, anybody.of(WITHDRAWN, false, Optional.of(CRON_BASELINE)));
    assertInForce(Action.IN_FORCE, anybody.of(CRON_BASELINE, false, Optional.of(WITHDRAWN)));
  }

  @Test
  void aProposalIsInForceOfNobodysAccord() {
    Outcome outcome = anybody.of(CRON_BASELINE, true, Optional.empty());

    assertEquals(Optional.of(Action.PROPOSED), outcome.action());
    assertFalse(outcome.keep());
    assertEquals("it was written as a proposal", outcome.reason());
  }

  @Test
  void theSameAgainIsNoNews() {
    Outcome outcome = anybody.of(CRON_BASELINE, false, Optional.of(CRON_BASELINE));

    assertEquals(Optional.empty(), outcome.action());
    assertTrue(outcome.keep());
  }

  @Test
  void aDecisionWithoutATrustedSignatureIsRefused() {
    assertRefused(oneSigns.of(CRON_BASELINE, false, Optional.empty()), "it has no signature");
    assertRefused(
        oneSigns.of(by(MALLORY), false, Optional.empty()), "\"mallory\" is no trusted key");
    assertInForce(Action.IN_FORCE, oneSigns.of(by(ANNA), false, Optional.empty()));
  }

  @Test
  void oneSignatureOfTwoIsAProposalUntilTheOtherComes() {
    Outcome half = twoSign.of(by(ANNA), false, Optional.empty());
    assertEquals(Optional.of(Action.PROPOSED), half.action());
    assertEquals(List.of("anna"), half.keys());
    assertFalse(half.keep());

    assertInForce(
        Action.IN_FORCE, twoSign.of(BEN.sign(by(ANNA), CODEC, FOUR_AM), false, Optional.empty()));
  }

  @Test
  void aFurtherSignatureIsNewsAndOneLessTakesNothingAway() {
    Baseline both = BEN.sign(by(ANNA), CODEC, FOUR_AM);

    assertInForce(Action.SIGNED, oneSigns.of(both, false, Optional.of(by(ANNA))));

    Outcome fewer = oneSigns.of(by(ANNA), false, Optional.of(both));
    assertEquals(Optional.empty(), fewer.action());
    assertFalse(fewer.keep(), "the one with both signatures stays");
  }

  @Test
  void anOldDecisionThatIsWrittenAgainDoesNotTurnBack() {
    Baseline withdrawn = ANNA.sign(WITHDRAWN, CODEC, FOUR_AM);

    assertRefused(
        oneSigns.of(by(ANNA), false, Optional.of(withdrawn)),
        "version 4 is in force, which is later");
  }

  @Test
  void aTombstoneBearsNoSignature() {
    Outcome erased = anybody.erased(CRON_BASELINE);
    assertEquals(Optional.of(Action.ERASED), erased.action());
    assertFalse(erased.keep());

    Outcome refused = oneSigns.erased(by(ANNA));
    assertEquals(Optional.of(Action.REFUSED), refused.action());
    assertTrue(refused.keep());
  }

  @Test
  void whatIsStoredCountsOnlyWithTheKeysOfToday() {
    byte[] unsigned = CODEC.encode(CRON_BASELINE);

    assertEquals(Optional.of(CRON_BASELINE), anybody.inForce("key", unsigned));
    assertEquals(Optional.empty(), oneSigns.inForce("key", unsigned));
    assertEquals(Optional.empty(), anybody.inForce("key", null));
    assertThrows(IllegalStateException.class, () -> anybody.inForce("key", new byte[] {'{'}));
  }

  private static Baseline by(Signer signer) {
    return signer.sign(CRON_BASELINE, CODEC, THREE_AM);
  }

  private static void assertInForce(Action action, Outcome outcome) {
    assertEquals(Optional.of(action), outcome.action());
    assertTrue(outcome.keep());
    assertEquals("", outcome.reason());
  }

  private static void assertRefused(Outcome outcome, String reason) {
    assertEquals(Optional.of(Action.REFUSED), outcome.action());
    assertFalse(outcome.keep());
    assertEquals(reason, outcome.reason());
  }
}
