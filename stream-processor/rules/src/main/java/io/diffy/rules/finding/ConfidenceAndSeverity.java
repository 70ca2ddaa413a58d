package io.diffy.rules.finding;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How sure and how bad, with a memory: one host more or less that answers is no news. What an open
 * finding was rated stays until clearly fewer, or clearly more, are compared.
 *
 * @param veryOdd whether its score makes it matter one level more, for the next time
 */
record ConfidenceAndSeverity(Confidence confidence, Severity severity, boolean veryOdd) {

  /**
   * Rates a candidate.
   *
   * @param open what is known of the finding, if it is open
   * @param concerned whom it concerns now, sorted
   * @param ofRow what its row says of how much it matters
   */
  static ConfidenceAndSeverity of(
      FindingCandidate candidate,
      HostGrowth growth,
      Optional<FindingState> open,
      List<Instance> concerned,
      int tableSeverity,
      Set<SeverityReason> ofRow) {
    Confidence confidence =
        candidate.kind() == Kind.COVERAGE
            ? Confidence.HIGH
            : confidence(candidate, open.map(FindingState::finding), concerned);
    Set<SeverityReason> reasons =
        SeverityRule.reasons(
            growth.score(candidate) - Math.log10(growth.times()),
            open.filter(state -> state.basis().veryOdd()).isPresent(),
            confidence,
            growth.times());
    int first = HostGrowth.atFirst(growth.steps(), concerned.size());
    reasons.addAll(ofRow);
    reasons.addAll(
        SeverityRule.byRow(
            candidate.kind(),
            candidate.rows(),
            first,
            concerned.size() - first,
            candidate.prevalence(),
            candidate.breakdown()));
    return new ConfidenceAndSeverity(
        confidence,
        SeverityRule.severity(candidate.kind(), tableSeverity, reasons),
        reasons.contains(SeverityReason.VERY_ODD)
            || reasons.contains(SeverityReason.STILL_VERY_ODD));
  }

  private static Confidence confidence(
      FindingCandidate candidate, Optional<Finding> last, List<Instance> concerned) {
    int peers = SeverityRule.peers(candidate.prevalence());
    Confidence now = SeverityRule.confidence(peers, candidate.past());
    if (last.isEmpty() || !ids(last.get().instances()).equals(ids(concerned))) {
      return now;
    }
    Confidence before = last.get().confidence();
    // A cohort that falls below its least size for an hour is compared with the whole group then.
    boolean otherCohort = !last.get().cohort().equals(candidate.prevalence().cohort());
    int some = (peers + 3) / 4;
    boolean holds =
        now.compareTo(before) < 0
            ? SeverityRule.confidence(peers + some, candidate.past()).compareTo(before) >= 0
            : SeverityRule.confidence(peers - some, candidate.past()).compareTo(before) <= 0;
    return otherCohort || holds ? before : now;
  }

  private static List<String> ids(List<Instance> instances) {
    return instances.stream().map(Instance::instanceId).sorted().toList();
  }
}
