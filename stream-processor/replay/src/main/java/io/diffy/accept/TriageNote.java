package io.diffy.accept;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Triage;
import io.diffy.schemas.text.SafeText;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the work on a finding got, in a person's words.
 *
 * @param by who says so
 */
public record TriageNote(Triage.Step step, String note, String by, Instant at) {
  /** More is cut. */
  public static final int LONGEST = 1000;

  /** The record of it. There is one for each finding: the last word on it counts. */
  public ExceptionRule on(Finding finding, String summary) {
    return new ExceptionRule(
        "triage-" + finding.uid(),
        finding.group(),
        About.finding(finding, summary),
        Reach.NOTHING,
        new Accepted(SafeText.cut(note, LONGEST), by, at, Optional.of(step)),
        Optional.empty());
  }
}
