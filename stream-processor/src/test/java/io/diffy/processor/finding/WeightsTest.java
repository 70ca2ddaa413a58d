package io.diffy.processor.finding;

import static io.diffy.processor.finding.Weights.confidence;
import static io.diffy.processor.finding.Weights.severity;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Few peers make us unsure; a table that matters makes it urgent. */
class WeightsTest {

  @Test
  void confidenceGrowsWithThePeers() {
    assertEquals(Confidence.LOW, confidence(5, Optional.empty()));
    assertEquals(Confidence.MEDIUM, confidence(6, Optional.empty()));
    assertEquals(Confidence.MEDIUM, confidence(29, Optional.empty()));
    assertEquals(Confidence.HIGH, confidence(30, Optional.empty()));
  }

  @Test
  void severityIsTheTablesRaisedByOddnessAndLoweredByDoubt() {
    assertEquals(Severity.HIGH, severity(Kind.UNEXPECTED, 3, 1.3, Confidence.MEDIUM));
    assertEquals(Severity.CRITICAL, severity(Kind.UNEXPECTED, 3, 2.3, Confidence.HIGH));
    assertEquals(Severity.MEDIUM, severity(Kind.MISSING, 3, 0.8, Confidence.LOW));
    assertEquals(Severity.LOW, severity(Kind.CHANGED, 1, 0.8, Confidence.LOW));
    assertEquals(Severity.INFORMATIONAL, severity(Kind.COVERAGE, 3, 0, Confidence.HIGH));
  }
}
