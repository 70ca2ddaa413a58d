package io.diffy.rules.finding;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.util.List;
import java.util.Optional;

/**
 * How sure and how bad, with a memory: one host more or less that answers is no news. What an open
 * finding was graded stays until clearly fewer, or clearly more, are compared.
 */
record ConfidenceAndSeverity(Confidence confidence, Severity severity) {

  /**
   * Grades a claim.
   *
   * @param last the finding's last event, if it is open
   * @param accused who is accused now, sorted
   * @param peers who disagrees: covered instances, a baseline counted as its weight
   */
  static ConfidenceAndSeverity of(
      FindingCandidate claim,
      HostGrowth spread,
      Optional<Finding> last,
      List<Instance> accused,
      int peers,
      int tableSeverity) {
    Confidence confidence =
        claim.kind() == Kind.COVERAGE ? Confidence.HIGH : confidence(claim, last, accused, peers);
    double alone = spread.score(claim) - Math.log10(spread.times());
    boolean veryOdd =
        alone >= SeverityRule.VERY_ODD
            || (alone >= SeverityRule.STILL_VERY_ODD
                && last.filter(f -> HostGrowth.withoutGrowth(f) >= SeverityRule.VERY_ODD)
                    .isPresent());
    return new ConfidenceAndSeverity(
        confidence,
        SeverityRule.severity(claim.kind(), tableSeverity, veryOdd, confidence, spread.times()));
  }

  private static Confidence confidence(
      FindingCandidate claim, Optional<Finding> last, List<Instance> accused, int peers) {
    Confidence now = SeverityRule.confidence(peers, claim.past());
    if (last.isEmpty() || !ids(last.get().instances()).equals(ids(accused))) {
      return now;
    }
    Confidence before = last.get().confidence();
    // A cohort that falls below its least size for an hour is compared with the whole group then.
    boolean otherPool = !last.get().cohort().equals(claim.cohort());
    int some = (peers + 3) / 4;
    boolean holds =
        now.compareTo(before) < 0
            ? SeverityRule.confidence(peers + some, claim.past()).compareTo(before) >= 0
            : SeverityRule.confidence(peers - some, claim.past()).compareTo(before) <= 0;
    return otherPool || holds ? before : now;
  }

  private static List<String> ids(List<Instance> instances) {
    return instances.stream().map(Instance::instanceId).sorted().toList();
  }
}
