package io.diffy.rules.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Rating;
import io.diffy.schemas.TestFindings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One host more or less that answers is no news. */
class ConfidenceAndSeverityTest {
  private static final FindingCandidate AMONG_40 = candidate(40);

  @Test
  void confidenceFallsOnlyWhenAQuarterMoreWouldNotRaiseItAgain() {
    FindingCandidate among25 = candidate(25);

    assertEquals(Confidence.MEDIUM, rate(among25, Optional.empty()).confidence());
    assertEquals(Confidence.HIGH, rate(among25, open(Confidence.HIGH, false)).confidence());
    assertEquals(Confidence.MEDIUM, rate(candidate(23), open(Confidence.HIGH, false)).confidence());
  }

  @Test
  void whatWasVeryOddStaysSoDownTo18() {
    FindingCandidate among36 = candidate(36);

    assertTrue(rate(AMONG_40, Optional.empty()).veryOdd());
    assertFalse(rate(among36, Optional.empty()).veryOdd());
    assertTrue(rate(among36, open(Confidence.HIGH, true)).veryOdd());
    assertFalse(rate(candidate(30), open(Confidence.HIGH, true)).veryOdd());
  }

  @Test
  void severityIsTheTablesAndItsReasons() {
    assertEquals(Severity.HIGH, rate(AMONG_40, Optional.empty()).severity());
    assertEquals(Severity.MEDIUM, rate(candidate(36), Optional.empty()).severity());
    assertEquals(Severity.MEDIUM, rate(candidate(5), Optional.empty()).severity());
  }

  private static FindingCandidate candidate(int compared) {
    return FindingCandidate.of(
            TestEvaluation.hour(1).usual(1, 4).rogue(compared, 5).done(), List.of())
        .get(0);
  }

  private static ConfidenceAndSeverity rate(
      FindingCandidate candidate, Optional<FindingState> open) {
    HostGrowth growth = new HostGrowth(List.of());
    return ConfidenceAndSeverity.of(candidate, growth, open, candidate.instances(), 2, Set.of());
  }

  private static Optional<FindingState> open(Confidence confidence, boolean veryOdd) {
    Finding f = TestFindings.BIND_SHELL;
    Finding finding =
        new Finding(
            f.subject(),
            AMONG_40.instances(),
            f.evidence(),
            AMONG_40.prevalence(),
            new Rating(1.85, confidence, f.severity(), Optional.empty()),
            f.lifecycle(),
            f.reason());
    return Optional.of(new FindingState(finding, new Basis(1, 0, List.of(), veryOdd)));
  }
}
