package io.diffy.view;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.terminal.Phrases;
import java.util.ArrayList;
import java.util.List;

/**
 * How many findings a table shows, and where the others are that were counted.
 *
 * @param rows that stand in the table
 * @param folded that stand below one of these, as its shadow in another table of osquery
 * @param gaps who could not be judged in what
 * @param drifts what separates the versions of a group
 */
public record FindingCounts(long rows, long folded, long gaps, long drifts) {

  public static FindingCounts of(List<Finding> findings) {
    List<Finding> deviations = findings.stream().filter(OpenFindings::isDeviation).toList();
    long rows = CorrelatedFindings.of(deviations).size();
    return new FindingCounts(
        rows,
        deviations.size() - rows,
        findings.stream().filter(finding -> finding.kind() == Kind.COVERAGE).count(),
        findings.stream().filter(finding -> finding.kind() == Kind.DRIFT).count());
  }

  /** {@code 7 findings, 2 folded into them, 7 gaps of coverage}. */
  @Override
  public String toString() {
    List<String> counts = new ArrayList<>(List.of(Phrases.count(rows, "finding")));
    if (folded > 0) {
      counts.add("%,d folded into %s".formatted(folded, rows == 1 ? "it" : "them"));
    }
    if (gaps > 0) {
      counts.add("%s of coverage".formatted(Phrases.count(gaps, "gap")));
    }
    if (drifts > 0) {
      counts.add(Phrases.count(drifts, "drift"));
    }
    return String.join(", ", counts);
  }
}
