package io.diffy.schemas.trust;

import static io.diffy.schemas.TestContracts.ACCEPTED_EVERYWHERE;
import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static io.diffy.schemas.trust.TestKeys.ANNA;
import static io.diffy.schemas.trust.TestKeys.BEN;
import static io.diffy.schemas.trust.TestKeys.MALLORY;
import static io.diffy.schemas.trust.TestKeys.trust;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.BaselineCodec;
import io.diffy.schemas.json.ExceptionRuleCodec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionsInForceTest {
  private static final Baseline VERSION_3 = by(ANNA, CRON_BASELINE);
  private static final Baseline VERSION_4 =
      by(ANNA, CRON_BASELINE.withdrawn(FOUR_AM, "anna", "the image was rebuilt"));

  private final DecisionsInForce<Baseline> inForce =
      new DecisionsInForce<>(trust(1), new BaselineCodec());

  @Test
  void anEarlierVersionWrittenLaterDoesNotTurnBack() {
    assertTrue(inForce.offer(VERSION_3));
    assertTrue(inForce.offer(VERSION_4));
    assertFalse(inForce.offer(VERSION_3));

    assertEquals(List.of(VERSION_4), inForce.inForce());
  }

  @Test
  void anotherRecordOfTheSameVersionIsRefused() {
    Baseline other =
        by(ANNA, withAnswers(CRON_BASELINE, List.of(rogueCron(instance(1), THREE_AM))));

    assertTrue(inForce.offer(VERSION_3));
    assertFalse(inForce.offer(other));

    assertEquals(List.of(VERSION_3), inForce.inForce());
  }

  @Test
  void whatTheAuditTrailSaysWasInForceIsTheFloorWhereCompactionTookIt() {
    DecisionsInForce<Baseline> afterwards =
        new DecisionsInForce<>(trust(1).above(floor(VERSION_4)), new BaselineCodec());

    assertFalse(afterwards.offer(VERSION_3), "earlier");
    assertFalse(
        afterwards.offer(by(ANNA, VERSION_4.from("another record of the same version"))), "other");
    assertTrue(afterwards.offer(VERSION_4));
    assertTrue(afterwards.offer(by(ANNA, VERSION_4.numbered(VERSION_4.version() + 1))));
  }

  @Test
  void aSignatureForAnotherInstallationCountsForNothing() {
    Baseline there = ANNA.in("there").sign(CRON_BASELINE, new BaselineCodec(), THREE_AM);
    DecisionsInForce<Baseline> here =
        new DecisionsInForce<>(trust(1).in("here"), new BaselineCodec());

    assertFalse(here.offer(there));
    assertFalse(here.offer(VERSION_3), "nor does one for none");
    assertTrue(here.offer(ANNA.in("here").sign(CRON_BASELINE, new BaselineCodec(), THREE_AM)));
  }

  @Test
  void noVersionLeavesNoRoomForTheNext() {
    BaselineCodec codec = new BaselineCodec();
    byte[] last = codec.encode(CRON_BASELINE.numbered(Integer.MAX_VALUE));

    assertThrows(MalformedRecord.class, () -> codec.decode(last));
    assertThrows(
        ArithmeticException.class,
        () -> CRON_BASELINE.numbered(Integer.MAX_VALUE).withdrawn(FOUR_AM, "anna", "x"));
  }

  private static DecisionFloor floor(Baseline baseline) {
    DecisionFloor floor = new DecisionFloor();
    floor.add(
        new AuditEntry(
            AuditEntry.Action.IN_FORCE,
            baseline.subject(),
            new AuditEntry.Content(
                SignedText.digest(SignedText.content(baseline, new BaselineCodec())), "anna", ""),
            List.of("anna"),
            "",
            new AuditEntry.Cause("diffy.baselines", 0, 3, FOUR_AM),
            Optional.empty()));
    return floor;
  }

  @Test
  void aStrangersHigherVersionChangesNothing() {
    assertTrue(inForce.offer(VERSION_3));
    assertFalse(inForce.offer(by(MALLORY, VERSION_4.signed(List.of()))));

    assertEquals(List.of(VERSION_3), inForce.inForce());
  }

  @Test
  void whatWasTakenBackStaysSo() {
    ExceptionRuleCodec codec = new ExceptionRuleCodec();
    DecisionsInForce<ExceptionRule> exceptions = new DecisionsInForce<>(trust(1), codec);
    ExceptionRule accepted = ANNA.sign(ACCEPTED_EVERYWHERE, codec, THREE_AM);
    ExceptionRule ended =
        BEN.sign(
            ACCEPTED_EVERYWHERE.removed(new Removal("ben", FOUR_AM, "it was not")), codec, FOUR_AM);

    assertTrue(exceptions.offer(accepted));
    assertTrue(exceptions.offer(ended));
    assertFalse(exceptions.offer(accepted));

    assertEquals(List.of(ended), exceptions.inForce());
  }

  @Test
  void whereNobodyIsNamedTheLastOneWrittenCounts() {
    DecisionsInForce<Baseline> anybody =
        new DecisionsInForce<>(TrustPolicy.ANYBODY, new BaselineCodec());
    anybody.offer(VERSION_4);
    anybody.offer(CRON_BASELINE);

    assertEquals(List.of(CRON_BASELINE), anybody.inForce());
  }

  @Test
  void whatIsInForceLosesNoSignatureToARecordWithFewer() {
    Baseline ofBoth = by(BEN, VERSION_3);

    assertTrue(inForce.offer(VERSION_3));
    assertTrue(inForce.offer(ofBoth), "a further signature is taken");
    assertFalse(inForce.offer(VERSION_3));
    assertFalse(inForce.offer(by(BEN, CRON_BASELINE)));

    assertEquals(List.of(ofBoth), inForce.inForce());
  }

  private static Baseline by(Signer signer, Baseline baseline) {
    return signer.sign(baseline, new BaselineCodec(), THREE_AM);
  }

  private static Baseline withAnswers(Baseline of, List<Observation> answers) {
    return new Baseline(of.key(), of.version(), of.origin(), answers);
  }
}
