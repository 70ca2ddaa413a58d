package io.diffy.view;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.NO_ANSWER;
import static io.diffy.schemas.TestFindings.closed;
import static io.diffy.schemas.TestFindings.rated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Medium and above accuses; what is below is told, and never "nothing found". */
final class VerdictTest {
  private static final Finding MEDIUM = rated(BIND_SHELL, Severity.MEDIUM);
  private static final Finding LOW = rated(BIND_SHELL, Severity.LOW);
  private static final Finding INFORMATIONAL = rated(BIND_SHELL, Severity.INFORMATIONAL);

  @Test
  void mediumIsTheLowestThatAccuses() {
    assertTrue(Verdict.accusesNow(List.of(LOW, MEDIUM)));
    assertFalse(Verdict.accusesNow(List.of(LOW, INFORMATIONAL, NO_ANSWER)));
    assertFalse(Verdict.accusesNow(List.of()));
  }

  @Test
  void whatIsOverAccusedUnlessAPersonAcceptedIt() {
    List<Finding> over = List.of(closed(MEDIUM, FOUR_AM, CloseReason.ROW_GONE));
    assertTrue(Verdict.accuses(over));
    assertFalse(Verdict.accusesNow(over));
    List<Finding> accepted = List.of(closed(MEDIUM, FOUR_AM, CloseReason.ACCEPTED));
    assertFalse(Verdict.accuses(accepted));
    assertEquals("Nothing accused: 1 accepted", Verdict.nobody(accepted));
  }

  @Test
  void whatIsOnlyToldIsCountedBySeverity() {
    assertEquals("Nothing found", Verdict.nobody(List.of(NO_ANSWER)));
    assertEquals(
        "Nothing accused: 2 told at low, 1 told at informational",
        Verdict.nobody(List.of(INFORMATIONAL, LOW, NO_ANSWER, LOW)));
  }
}
