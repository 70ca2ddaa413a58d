package io.diffy.rules.finding;

import static io.diffy.rules.finding.SeverityRule.confidence;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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

  private static Severity severity(
      Kind kind, int table, double score, Confidence confidence, double times) {
    return SeverityRule.severity(
        kind, table, SeverityRule.reasons(score, false, confidence, times));
  }
}
