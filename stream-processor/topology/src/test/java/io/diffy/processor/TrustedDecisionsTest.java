package io.diffy.processor;

import static io.diffy.schemas.TestContracts.ACCEPTED_EVERYWHERE;
import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.trust.TestKeys.ANNA;
import static io.diffy.schemas.trust.TestKeys.BEN;
import static io.diffy.schemas.trust.TestKeys.MALLORY;
import static io.diffy.schemas.trust.TestKeys.trust;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.AuditEntry.Previous;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.BaselineCodec;
import io.diffy.schemas.json.ExceptionRuleCodec;
import io.diffy.schemas.trust.SignedText;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may say what counts as clean, and what the audit trail keeps of it. */
class TrustedDecisionsTest {
  private static final Baseline VERSION_3 = CRON_BASELINE;
  private static final Baseline VERSION_4 = version(4, CLEAN_CRON);

  /** What an intruder would like to be normal. */
  private static final Baseline POISONED = version(4, plus(CLEAN_CRON, ROGUE_CRON));

  @TempDir Path stateDir;
  private TopologyRig rig;
  private Instant now = THREE_AM;

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void whereNobodyIsNamedTheLastOneWrittenCountsAndIsKeptInTheTrail() {
    start(TrustPolicy.ANYBODY);

    rig.baseline(VERSION_3);
    rig.baseline(POISONED);
    rig.baseline(VERSION_3);

    assertEquals(List.of(3), versionsUsed());
    List<AuditEntry> trail = rig.audit();
    assertActions(List.of(Action.IN_FORCE, Action.REPLACED, Action.REPLACED), trail);
    assertEquals(List.of(3, 4, 3), trail.stream().map(e -> e.subject().version()).toList());
    assertEquals(Optional.of(new Previous(3, digest(VERSION_3))), trail.get(1).previous());
    assertEquals("alice", trail.get(1).by());
    assertEquals(digest(POISONED), trail.get(1).sha256());
    assertEquals(
        new AuditEntry.Cause("test.baselines", 0, 1, POISONED.takenAt()), trail.get(1).cause());
  }

  @Test
  void theSameOnceMoreIsNoEvent() {
    start(TrustPolicy.ANYBODY);

    rig.baseline(VERSION_3);
    rig.baseline(VERSION_3);

    assertActions(List.of(Action.IN_FORCE), rig.audit());
  }

  @Test
  void anUnsignedBaselineIsNotUsed() {
    start(trust(1));
    rig.baseline(by(ANNA, VERSION_3));

    rig.baseline(POISONED);

    assertEquals(List.of(3), versionsUsed());
    List<AuditEntry> trail = rig.audit();
    assertActions(List.of(Action.IN_FORCE, Action.REFUSED), trail);
    assertEquals("it has no signature", trail.get(1).reason());
    assertEquals(List.of("it has no signature"), deadLetters());
  }

  @Test
  void aStrangersSignatureIsNone() {
    start(trust(1));

    rig.baseline(by(MALLORY, POISONED));

    assertEquals(List.of(), versionsUsed());
    assertEquals(List.of("\"mallory\" is no trusted key"), deadLetters());
  }

  @Test
  void whatWasSignedCannotBeChanged() {
    start(trust(1));

    rig.baseline(POISONED.signed(by(ANNA, VERSION_4).signatures()));

    assertEquals(List.of(), versionsUsed());
    assertEquals(
        List.of("the signature of \"anna\" does not fit what it stands under"), deadLetters());
  }

  @Test
  void anOldSignedVersionWrittenAgainDoesNotTurnBack() {
    start(trust(1));
    rig.baseline(by(ANNA, VERSION_3));
    rig.baseline(by(ANNA, VERSION_4));

    rig.baseline(by(ANNA, VERSION_3));

    assertEquals(List.of(4), versionsUsed());
    assertEquals(List.of("version 4 is in force, which is later"), deadLetters());
    assertActions(List.of(Action.IN_FORCE, Action.REPLACED, Action.REFUSED), rig.audit());
  }

  @Test
  void oneOfTwoSignaturesIsAProposalAndTheFormerStaysInForce() {
    start(trust(2));
    rig.baseline(by(BEN, by(ANNA, VERSION_3)));

    rig.baseline(by(ANNA, VERSION_4));
    assertEquals(List.of(3), versionsUsed());
    rig.baseline(by(BEN, by(ANNA, VERSION_4)));
    assertEquals(List.of(4), versionsUsed());

    List<AuditEntry> trail = rig.audit();
    assertActions(List.of(Action.IN_FORCE, Action.PROPOSED, Action.REPLACED), trail);
    assertEquals("1 of 2 signatures: anna", trail.get(1).reason());
    assertEquals(List.of("anna", "ben"), trail.get(2).keys());
    assertEquals(List.of(), deadLetters());
  }

  @Test
  void aFurtherSignatureIsKept() {
    start(trust(1));
    rig.baseline(by(ANNA, VERSION_3));

    rig.baseline(by(BEN, by(ANNA, VERSION_3)));

    List<AuditEntry> trail = rig.audit();
    assertActions(List.of(Action.IN_FORCE, Action.SIGNED), trail);
    assertEquals(List.of("anna", "ben"), trail.get(1).keys());
  }

  @Test
  void aSignatureIsNotLostBecauseSomebodyWritesTheSameWithout() {
    start(trust(1));
    rig.baseline(by(BEN, by(ANNA, VERSION_3)));

    rig.baseline(by(ANNA, VERSION_3));
    rig.baseline(by(BEN, by(ANNA, VERSION_3)));

    assertActions(List.of(Action.IN_FORCE), rig.audit());
  }

  @Test
  void whereNobodyIsNamedAProposalIsStillNoneAndItsEndEndsNothing() {
    start(TrustPolicy.ANYBODY);
    rig.baseline(VERSION_3);

    rig.propose(by(ANNA, POISONED));
    assertEquals(List.of(3), versionsUsed());
    rig.settle(POISONED);

    assertEquals(List.of(3), versionsUsed());
    assertActions(List.of(Action.IN_FORCE, Action.PROPOSED), rig.audit());
  }

  @Test
  void aDeletionIsNotObeyedAWithdrawalIs() {
    start(trust(1));
    rig.baseline(by(ANNA, VERSION_3));

    rig.erase(VERSION_3, FOUR_AM);
    assertEquals(List.of(3), versionsUsed());
    rig.baseline(by(ANNA, VERSION_3.withdrawn(FOUR_AM, "anna", "rebuilt")));
    assertEquals(List.of(), versionsUsed());

    assertActions(List.of(Action.IN_FORCE, Action.REFUSED, Action.WITHDRAWN), rig.audit());
  }

  @Test
  void whereNobodyIsNamedADeletionIsObeyedAndKeptInTheTrail() {
    start(TrustPolicy.ANYBODY);
    rig.baseline(VERSION_3);

    rig.erase(VERSION_3, FOUR_AM);

    assertEquals(List.of(), versionsUsed());
    List<AuditEntry> trail = rig.audit();
    assertActions(List.of(Action.IN_FORCE, Action.ERASED), trail);
    assertEquals(Optional.of(new Previous(3, digest(VERSION_3))), trail.get(1).previous());
  }

  @Test
  void anExceptionNeedsASignatureTooAndStaysTakenBack() {
    start(trust(1));
    ExceptionRule accepted = by(ANNA, ACCEPTED_EVERYWHERE);
    ExceptionRule ended = ACCEPTED_EVERYWHERE.removed(new Removal("ben", FOUR_AM, "it was not"));

    rig.accept(ACCEPTED_EVERYWHERE);
    rig.accept(accepted);
    rig.accept(by(BEN, ended));
    rig.accept(accepted);

    List<AuditEntry> trail = rig.audit();
    assertActions(
        List.of(Action.REFUSED, Action.IN_FORCE, Action.WITHDRAWN, Action.REFUSED), trail);
    assertEquals("everywhere", trail.get(1).subject().scope());
    assertEquals("it was taken back", trail.get(3).reason());
  }

  private void start(TrustPolicy trust) {
    rig = new TopologyRig(stateDir, trust);
  }

  /** Versions of the baselines that ten hosts are compared with in the next hour. */
  private List<Integer> versionsUsed() {
    for (Instance host : instances(10)) {
      rig.observe(cleanCron(host, now.plusSeconds(180)));
    }
    now = now.plus(Duration.ofHours(1));
    rig.end(now);
    List<Evaluation> evaluations = rig.evaluations();
    return evaluations.get(evaluations.size() - 1).baselineVersions().stream()
        .map(Evaluation.CohortBaseline::version)
        .toList();
  }

  private List<String> deadLetters() {
    return rig.deadLetters().stream()
        .map(letter -> new String(letter.headers().lastHeader("diffy.reason").value(), UTF_8))
        .toList();
  }

  private static void assertActions(List<Action> expected, List<AuditEntry> trail) {
    assertEquals(expected, trail.stream().map(AuditEntry::action).toList());
  }

  private static String digest(Baseline baseline) {
    return SignedText.digest(SignedText.content(baseline, new BaselineCodec()));
  }

  private static Baseline by(Signer signer, Baseline baseline) {
    return signer.sign(baseline, new BaselineCodec(), THREE_AM);
  }

  private static ExceptionRule by(Signer signer, ExceptionRule rule) {
    return signer.sign(rule, new ExceptionRuleCodec(), THREE_AM);
  }

  private static Baseline version(int version, List<Map<String, String>> rows) {
    return new Baseline(
        new Baseline.Key(CRON_BASELINE.group(), "crontab", CRON_BASELINE.cohort()),
        version,
        new Baseline.Origin(THREE_AM, "alice", "local"),
        List.of(Observation.of(instance(1), "crontab", THREE_AM, rows)));
  }
}
