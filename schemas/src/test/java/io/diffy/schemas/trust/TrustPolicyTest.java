package io.diffy.schemas.trust;

import static io.diffy.schemas.TestContracts.ACCEPTED_ON_HOST_7;
import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static io.diffy.schemas.trust.TestKeys.ANNA;
import static io.diffy.schemas.trust.TestKeys.ANNA_AND_BEN;
import static io.diffy.schemas.trust.TestKeys.BEN;
import static io.diffy.schemas.trust.TestKeys.MALLORY;
import static io.diffy.schemas.trust.TestKeys.MALLORY_AS_ANNA;
import static io.diffy.schemas.trust.TestKeys.trust;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Observation;
import io.diffy.schemas.SignedBy;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.BaselineCodec;
import io.diffy.schemas.json.ExceptionRuleCodec;
import io.diffy.schemas.trust.TrustPolicy.Standing;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustPolicyTest {
  private static final BaselineCodec BASELINES = new BaselineCodec();
  private static final Baseline BY_ANNA = ANNA.sign(CRON_BASELINE, BASELINES, THREE_AM);
  private static final Baseline BY_BOTH = BEN.sign(BY_ANNA, BASELINES, FOUR_AM);

  @Test
  void whereNobodyIsNamedEverythingCounts() {
    assertEquals(
        new Verdict(Standing.VALID, List.of(), ""),
        TrustPolicy.ANYBODY.judge(CRON_BASELINE, BASELINES));
  }

  @Test
  void anUnsignedBaselineIsRefused() {
    assertEquals(
        new Verdict(Standing.REFUSED, List.of(), "it has no signature"),
        trust(1).judge(CRON_BASELINE, BASELINES));
  }

  @Test
  void oneTrustedSignatureIsEnoughWhereOneIsAskedFor() {
    assertEquals(
        new Verdict(Standing.VALID, List.of("anna"), ""), trust(1).judge(BY_ANNA, BASELINES));
  }

  @Test
  void whereTwoAreAskedForTheFirstProposes() {
    assertEquals(
        new Verdict(Standing.PROPOSED, List.of("anna"), "1 of 2 signatures: anna"),
        trust(2).judge(BY_ANNA, BASELINES));
    assertEquals(
        new Verdict(Standing.VALID, List.of("anna", "ben"), ""),
        trust(2).judge(BY_BOTH, BASELINES));
  }

  @Test
  void theSamePersonTwiceIsOnePerson() {
    List<SignedBy> twice = new ArrayList<>(BY_ANNA.signatures());
    twice.addAll(ANNA.sign(CRON_BASELINE, BASELINES, FOUR_AM).signatures());

    assertEquals(
        Standing.PROPOSED, trust(2).judge(CRON_BASELINE.signed(twice), BASELINES).standing());
  }

  @Test
  void aStrangersKeyIsNamed() {
    Baseline byMallory = MALLORY.sign(CRON_BASELINE, BASELINES, THREE_AM);

    assertEquals(
        new Verdict(Standing.REFUSED, List.of(), "\"mallory\" is no trusted key"),
        trust(1).judge(byMallory, BASELINES));
  }

  @Test
  void aStrangerUnderATrustedNameIsFoundOut() {
    assertDoesNotFit(MALLORY_AS_ANNA.sign(CRON_BASELINE, BASELINES, THREE_AM));
  }

  @Test
  void whatIsSignedCannotBeChanged() {
    Baseline b = BY_ANNA;
    List<Baseline> tampered =
        List.of(
            of(b, b.version() + 1, List.of(rogueCron(instance(1), THREE_AM))),
            of(b, b.version() + 1, b.answers()),
            of(b, b.version(), List.of(rogueCron(instance(1), THREE_AM))),
            b.withdrawn(THREE_AM, "mallory", "gone").signed(b.signatures()));

    tampered.forEach(TrustPolicyTest::assertDoesNotFit);
  }

  @Test
  void timeAndNameOfASignatureAreSignedToo() {
    SignedBy real = BY_ANNA.signatures().get(0);

    assertDoesNotFit(BY_ANNA.signed(List.of(new SignedBy(real.key(), FOUR_AM, real.signature()))));
    assertDoesNotFit(BY_ANNA.signed(List.of(new SignedBy("ben", real.at(), real.signature()))));
  }

  @Test
  void signaturesSurviveTheTopic() throws MalformedRecord {
    assertTrue(trust(2).judge(BASELINES.decode(BASELINES.encode(BY_BOTH)), BASELINES).valid());

    ExceptionRuleCodec exceptions = new ExceptionRuleCodec();
    ExceptionRule rule = ANNA.sign(ACCEPTED_ON_HOST_7, exceptions, THREE_AM);
    assertTrue(trust(1).judge(exceptions.decode(exceptions.encode(rule)), exceptions).valid());
  }

  @Test
  void oneKeyUnderTwoNamesIsNoSecondPerson() {
    List<String> lines = new ArrayList<>(ANNA_AND_BEN);
    lines.add(ANNA_AND_BEN.get(2).replace("anna", "anna-at-home"));

    String why =
        assertThrows(IllegalArgumentException.class, () -> TrustedKeys.of(lines)).getMessage();

    assertEquals("line 5: the key of anna-at-home stands there under another name, too", why);
  }

  @Test
  void moreSignaturesThanKeysCanNeverBe() {
    assertThrows(IllegalArgumentException.class, () -> trust(3));
    assertThrows(IllegalArgumentException.class, () -> trust(0));
  }

  @Test
  void whatIsNoPrivateKeyIsSaid() {
    assertNoKey(
        "the private key is encrypted",
        TestKeys.ANNA_PEM.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
    assertNoKey("this is the public key", TestKeys.ANNA_PEM.replace("PRIVATE KEY", "PUBLIC KEY"));
    assertNoKey("no private key in PEM", "anna");
  }

  private static void assertNoKey(String start, String pem) {
    String why =
        assertThrows(IllegalArgumentException.class, () -> Signer.of("anna", pem)).getMessage();
    assertTrue(why.startsWith(start), why);
  }

  @Test
  void signaturesThatDoNotHoldTakeNoRoom() {
    List<SignedBy> stuffed = new ArrayList<>(BY_ANNA.signatures());
    stuffed.addAll(MALLORY.sign(CRON_BASELINE, BASELINES, THREE_AM).signatures());
    stuffed.addAll(MALLORY_AS_ANNA.sign(CRON_BASELINE, BASELINES, FOUR_AM).signatures());
    Baseline baseline = CRON_BASELINE.signed(stuffed);

    assertEquals(BY_ANNA, trust(2).withoutWrong(baseline, BASELINES));
    assertEquals(baseline, TrustPolicy.ANYBODY.withoutWrong(baseline, BASELINES));
  }

  @Test
  void whatIsNoKeyIsNotShown() {
    String why =
        assertThrows(
                IllegalArgumentException.class,
                () -> Signer.of("anna", TestKeys.ANNA_PEM.replace("MC4", "AAA")))
            .getMessage();

    assertEquals("no private key of Ed25519", why);
    assertFalse(ANNA.toString().contains("PRIVATE"));
  }

  private static Baseline of(Baseline b, int version, List<Observation> answers) {
    return new Baseline(b.key(), version, b.origin(), answers, false, b.signatures());
  }

  private static void assertDoesNotFit(Baseline tampered) {
    Verdict verdict = trust(1).judge(tampered, BASELINES);
    assertEquals(Standing.REFUSED, verdict.standing());
    assertTrue(verdict.reason().endsWith("does not fit what it stands under"), verdict.reason());
  }
}
