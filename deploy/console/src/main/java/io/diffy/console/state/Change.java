package io.diffy.console.state;

import io.diffy.console.state.ConsoleState.Audited;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;

/** What came while somebody may look. */
public sealed interface Change {
  /** Another event of a finding. */
  record OfFinding(Finding event) implements Change {}

  /** A query of a group was judged. */
  record OfEvaluation(Judged judged) implements Change {}

  /** An exception or a note on a finding was written. */
  record OfException(ExceptionRule rule) implements Change {}

  /** Something was decided upon. */
  record OfAudit(Audited entry) implements Change {}

  /** From now on all is known. */
  record Ready() implements Change {}
}
