package io.diffy.rules.finding;

import static io.diffy.rules.finding.SeverityRule.confidence;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.Sighting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Few peers make us unsure; a table that matters makes it urgent. */
class SeverityRuleTest {

  @Test
  void confidenceGrowsWithThePeers() {
    assertEquals(Confidence.LOW, confidence(5, Optional.empty()));
    assertEquals(Confidence.MEDIUM, confidence(6, Optional.empty()));
    assertEquals(Confidence.MEDIUM, confidence(29, Optional.empty()));
    assertEquals(Confidence.HIGH, confidence(30, Optional.empty()));
  }

  @Test
  void severityIsTheTablesRaisedByOddnessAndLoweredByDoubt() {
    assertEquals(Severity.HIGH, severity(Kind.UNEXPECTED, 3, 1.6, Confidence.MEDIUM, 1));
    assertEquals(Severity.CRITICAL, severity(Kind.UNEXPECTED, 3, 1.9, Confidence.HIGH, 1));
    assertEquals(Severity.MEDIUM, severity(Kind.MISSING, 3, 1.6, Confidence.LOW, 1));
    assertEquals(Severity.LOW, severity(Kind.CHANGED, 1, 1.6, Confidence.LOW, 1));
    assertEquals(Severity.MEDIUM, severity(Kind.UNEXPECTED, 1, 1.6, Confidence.HIGH, 3));
    assertEquals(Severity.HIGH, severity(Kind.UNEXPECTED, 1, 1.6, Confidence.HIGH, 10));
    assertEquals(Severity.INFORMATIONAL, severity(Kind.COVERAGE, 3, 0, Confidence.HIGH, 1));
  }

  @Test
  void anAccountWithTheRightsOfRootWeighsMoreThanAPortOnLoopback() {
    Map<String, String> dba = Map.of("username", "dba", "uid", "0");
    Map<String, String> redis =
        Map.of("address", "127.0.0.1", "port", "6379", "path", "/usr/bin/r");

    assertEquals(Severity.CRITICAL, severity(dba, 1.6, Confidence.HIGH));
    assertEquals(Severity.MEDIUM, severity(redis, 1.6, Confidence.HIGH));
    assertEquals(Severity.HIGH, severity(redis, 1.9, Confidence.HIGH));
    assertEquals(Severity.MEDIUM, severity(redis, 1.6, Confidence.LOW), "accused all the same");
    assertEquals(
        Severity.HIGH,
        severity(
            Map.of("address", "::1", "port", "6379", "path", "/tmp/.x/r"), 1.6, Confidence.HIGH),
        "no helper of the system");
  }

  @Test
  void anAccountWhoseOwnerIsLoggedInIsToldUnlessPeopleHaveNoSuchAccount() {
    assertEquals(
        Set.of(SeverityReason.ROUTINE, SeverityReason.PASSING),
        ofLoggedIn("uid", "1001", "gid", "1001"));
    assertEquals(Set.of(SeverityReason.ROUTINE), ofLoggedIn("uid", "998", "gid", "998"));
    assertEquals(Set.of(SeverityReason.ROUTINE), ofLoggedIn("uid", "1001", "gid", "0"), "root's");
    assertEquals(Set.of(SeverityReason.ROUTINE), ofLoggedIn("uid", "1001", "gid", "27"), "sudo");
    assertEquals(
        Set.of(SeverityReason.ROUTINE),
        ofLoggedIn("uid", "1001", "gid", "1001", "directory", "/var/lib/x"));
    assertEquals(Set.of(), ofLoggedIn("uid", "0", "gid", "0"));
  }

  @Test
  void aKeyOfSomebodyWhoIsLoggedInAccuses() {
    Map<String, String> key = Map.of("username", "ops", "uid", "1000", "key", "AAAA");

    assertEquals(Set.of(SeverityReason.ROUTINE), ofLoggedIn(key));
  }

  @ParameterizedTest
  @CsvSource({"203.0.113.7, 12, true", "203.0.113.7, 40, false", "10.0.9.7, 12, false"})
  void aConnectionToTheInternetMattersOneMoreWhereNoScoreCanSaySo(
      String address, int hosts, boolean more) {
    Map<String, String> row = Map.of("remote_address", address, "protocol", "6", "path", "/x");

    assertEquals(
        more,
        SeverityRule.byRow(
                Kind.UNEXPECTED,
                new EvidenceRows(row, Map.of(), List.of()),
                1,
                0,
                new Prevalence(Method.CLUSTER, 1, hosts, "", List.of()),
                Optional.of(new ScoreBreakdown(1, 0, hosts, 1, false, false, Optional.empty())))
            .contains(SeverityReason.REACHES_OUT));
  }

  private static Set<SeverityReason> ofLoggedIn(String... cells) {
    Map<String, String> account = row("username", "carol", "shell", "/bin/bash");
    account.putAll(row(cells));
    return ofLoggedIn(account);
  }

  private static Set<SeverityReason> ofLoggedIn(Map<String, String> row) {
    return SeverityRule.byRow(
        Kind.UNEXPECTED,
        new EvidenceRows(row, Map.of(), List.of()),
        1,
        0,
        new Prevalence(Method.CLUSTER, 1, 40, "", List.of()),
        Optional.of(new ScoreBreakdown(1, 0, 40, 1.42, true, true, Optional.empty())));
  }

  @Test
  void whatOneHostShowsOtherwiseCountsToo() {
    assertEquals(
        Set.of(SeverityReason.ROOT_ACCOUNT),
        RowWeight.of(
            Kind.UNEXPECTED,
            new EvidenceRows(Map.of("username", "dba", "uid", "1005"), Map.of(), List.of()),
            List.of(
                new Sighting(
                    "i-7",
                    Optional.empty(),
                    Instant.EPOCH,
                    Optional.empty(),
                    Map.of("uid", "0, 1005")))));
  }

  private static Severity severity(Map<String, String> row, double score, Confidence confidence) {
    Set<SeverityReason> reasons = SeverityRule.reasons(score, false, confidence, 1);
    reasons.addAll(
        RowWeight.of(Kind.UNEXPECTED, new EvidenceRows(row, Map.of(), List.of()), List.of()));
    return SeverityRule.severity(Kind.UNEXPECTED, 3, reasons);
  }

  private static Severity severity(
      Kind kind, int table, double score, Confidence confidence, double times) {
    return SeverityRule.severity(
        kind, table, SeverityRule.reasons(score, false, confidence, times));
  }
}
