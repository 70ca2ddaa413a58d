package io.diffy.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.benchmarks.Method.Claim;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.simulator.Attack;
import io.diffy.simulator.AttackEvidence;
import io.diffy.simulator.AttackType;
import io.diffy.simulator.Truth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What counts as found and what as false, in cases made by hand. */
final class ScorerTest {
  private static final String BAD = "i-bad";
  private static final String GOOD = "i-good";
  private static final Map<String, String> ROGUE_CRON =
      Map.of("command", "root sh /x", "path", "/etc/cron.d/x", "minute", "5");

  private static final Attack CRON =
      attack(
          AttackType.ROGUE_CRON,
          2,
          new AttackEvidence(
              "crontab",
              Kind.UNEXPECTED,
              Map.of("command", "root sh /x", "path", "/etc/cron.d/x"),
              Map.of(),
              true));

  private static final Attack BINARY =
      attack(
          AttackType.REPLACED_BINARY,
          0,
          new AttackEvidence(
              "file_hash",
              Kind.CHANGED,
              Map.of("path", "/usr/bin/ps", "sha256", "new"),
              Map.of("path", "/usr/bin/ps", "sha256", "old"),
              false));

  private final Scorer scorer = scorer(CRON, BINARY);

  @Test
  void aClaimThatCarriesTheEvidenceFindsTheAttack() {
    assertFalse(scorer.add(claim(BAD, "crontab", Kind.UNEXPECTED, ROGUE_CRON, 4)));
    MethodScore score = scorer.score(Map.of(BAD, 1.0));
    assertEquals(new MethodScore.Found(2, 1, 1), score.found());
    assertEquals(0, score.falseClaims);
    assertEquals(List.of(2), score.delays);
    assertEquals(1.0, score.rankedRight);
  }

  @Test
  void beforeTheAttackOnAnotherHostOrOfAnotherKindItIsFalse() {
    assertTrue(scorer.add(claim(BAD, "crontab", Kind.UNEXPECTED, ROGUE_CRON, 1)));
    assertTrue(scorer.add(claim(GOOD, "crontab", Kind.UNEXPECTED, ROGUE_CRON, 4)));
    assertTrue(scorer.add(claim(BAD, "crontab", Kind.MISSING, ROGUE_CRON, 4)));
    MethodScore score = scorer.score(Map.of(GOOD, 2.0, BAD, 1.0));
    assertEquals(0, score.found().any());
    assertEquals(3, score.falseClaims);
    assertEquals(1500.0, score.falsePer1000());
    assertEquals(1, score.cleanAccused);
    assertEquals(0.0, score.rankedRight);
  }

  @Test
  void theSameClaimAgainSaysNothingNew() {
    Claim claim = claim(GOOD, "users", Kind.UNEXPECTED, Map.of("username", "x"), 0);
    assertTrue(scorer.add(claim));
    assertFalse(scorer.add(claim));
    assertEquals(1, scorer.score(Map.of()).falseClaims);
  }

  @Test
  void aChangeIsFoundByItsOldRowMissingAndItsNewOneUnexpected() {
    Map<String, String> old = Map.of("path", "/usr/bin/ps", "sha256", "old", "mode", "0755");
    Map<String, String> now = Map.of("path", "/usr/bin/ps", "sha256", "new", "mode", "0755");
    assertFalse(scorer.add(claim(BAD, "file_hash", Kind.MISSING, old, 0)));
    assertFalse(scorer.add(claim(BAD, "file_hash", Kind.UNEXPECTED, now, 0)));
    assertFalse(scorer.add(claim(BAD, "file_hash", Kind.CHANGED, now, 0)));
    assertTrue(scorer.add(claim(BAD, "file_hash", Kind.CHANGED, old, 0)));
    assertEquals(new MethodScore.Found(2, 1, 0), scorer.score(Map.of()).found());
  }

  @Test
  void halfOfTheIdentifyingCellsAreEnoughAndNoneMayDisagree() {
    assertFalse(
        scorer.add(claim(BAD, "crontab", Kind.UNEXPECTED, Map.of("command", "root sh /x"), 4)));
    assertTrue(
        scorer.add(
            claim(
                BAD,
                "crontab",
                Kind.UNEXPECTED,
                Map.of("command", "root sh /x", "path", "/etc/crontab"),
                4)));
    assertTrue(scorer.add(claim(BAD, "crontab", Kind.UNEXPECTED, Map.of("minute", "5"), 4)));
  }

  private static Scorer scorer(Attack... attacks) {
    return new Scorer(new Truth(List.of(attacks), List.of(host(BAD), host(GOOD))));
  }

  private static Truth.Host host(String id) {
    return new Truth.Host(Instance.named("web", id), 0, 5, Map.of());
  }

  private static Attack attack(AttackType type, int from, AttackEvidence evidence) {
    return new Attack(type, BAD, from, "", List.of(evidence));
  }

  private static Claim claim(
      String id, String query, Kind kind, Map<String, String> row, int collection) {
    return new Claim(id, query, kind, row, id + query + kind + row, collection);
  }
}
