package io.diffy.gate;

import io.diffy.gate.GateVerdict.Gap;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.view.OpenFindings;
import java.util.Set;

/**
 * What keeps a deploy from going on. Everything else is reported all the same.
 *
 * @param ignored queries in which a deploy may change what it likes
 * @param from the lowest severity that fails it
 * @param allowGaps whether it may pass though something could not be compared
 */
public record GatePolicy(Set<String> ignored, Severity from, boolean allowGaps) {

  public boolean fails(Finding finding) {
    return OpenFindings.isDeviation(finding)
        && !ignored.contains(finding.query())
        && finding.severity().compareTo(from) >= 0;
  }

  /** What the previous version did not answer either is no loss. */
  public boolean fails(Gap gap) {
    return !allowGaps && gap.lost() && !ignored.contains(gap.query());
  }
}
