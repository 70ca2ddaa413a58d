package io.diffy.acceptance.attack;

import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.trust.TestKeys.ANNA;
import static io.diffy.schemas.trust.TestKeys.MALLORY_AS_ANNA;
import static io.diffy.schemas.trust.TestKeys.trust;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.BaselineCodec;
import io.diffy.schemas.trust.DecisionFloor;
import io.diffy.schemas.trust.DecisionsInForce;
import io.diffy.schemas.trust.SignedText;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who can write the topic of decisions brings an old or foreign one back. */
class TurnedBackTest {
  private static final Baseline OLD = by(ANNA, CRON_BASELINE);
  private static final Baseline NEW =
      by(ANNA, CRON_BASELINE.withdrawn(FOUR_AM, "anna", "a backdoor"));

  @Test
  void anOldOneWrittenAgainChangesNothing() {
    DecisionsInForce<Baseline> decisions = reader(trust(1));
    decisions.offer(NEW);
    assertFalse(decisions.offer(OLD));
    assertEquals(List.of(NEW), decisions.inForce());
  }

  @Test
  void compactionErasesNoFloor() {
    DecisionFloor trail = new DecisionFloor();
    trail.add(
        new AuditEntry(
            AuditEntry.Action.IN_FORCE,
            NEW.subject(),
            new AuditEntry.Content(
                SignedText.digest(SignedText.content(NEW, new BaselineCodec())), "anna", ""),
            List.of("anna"),
            "",
            new AuditEntry.Cause("diffy.baselines", 0, 3, FOUR_AM),
            Optional.empty()));
    DecisionsInForce<Baseline> firstStart = reader(trust(1).above(trail));
    assertFalse(firstStart.offer(OLD));
    assertEquals(List.of(), firstStart.inForce());
  }

  @Test
  void aSignatureOfAnotherInstallationIsNone() {
    assertFalse(reader(trust(1).in("production")).offer(by(ANNA.in("staging"), CRON_BASELINE)));
    assertFalse(reader(trust(1).in("production")).offer(OLD));
  }

  @Test
  void aNameWithoutItsKeyIsNobody() {
    assertFalse(reader(trust(1)).offer(by(MALLORY_AS_ANNA, CRON_BASELINE)));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 1, 0, -1, Integer.MIN_VALUE})
  void noNumberVoidsTheNext(int version) {
    BaselineCodec codec = new BaselineCodec();
    assertThrows(
        MalformedRecord.class, () -> codec.decode(codec.encode(CRON_BASELINE.numbered(version))));
  }

  @Test
  void theLastNumberIsNotCountedOn() {
    assertThrows(
        ArithmeticException.class,
        () -> CRON_BASELINE.numbered(Integer.MAX_VALUE).withdrawn(FOUR_AM, "anna", "x"));
  }

  private static DecisionsInForce<Baseline> reader(TrustPolicy policy) {
    return new DecisionsInForce<>(policy, new BaselineCodec());
  }

  private static Baseline by(Signer signer, Baseline baseline) {
    return signer.sign(baseline, new BaselineCodec(), THREE_AM);
  }
}
