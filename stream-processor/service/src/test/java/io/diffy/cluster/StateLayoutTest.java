package io.diffy.cluster;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.service.CommandFailure;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A processor does not begin beside the state of an earlier version. */
class StateLayoutTest {

  @Test
  void theStateOfAnEarlierVersionIsToBeResetBeforeThisOneStarts() {
    CommandFailure failure =
        assertThrows(
            CommandFailure.class,
            () ->
                StateLayout.requireCurrent(
                    Set.of("diffy.observations", "diffy-processor-answers-changelog"),
                    "diffy-processor"));

    assertTrue(failure.getMessage().contains("Reset all state"), failure.getMessage());
  }

  @Test
  void stateOfThisVersionAndOfOtherProcessorsIsNoReason() {
    assertDoesNotThrow(
        () ->
            StateLayout.requireCurrent(
                Set.of("diffy-processor-state-changelog", "other-processor-answers-changelog"),
                "diffy-processor"));
  }
}
