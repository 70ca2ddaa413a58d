package io.diffy.rules.finding;

import io.diffy.schemas.Finding;
import java.util.List;

/**
 * What follows for a finding.
 *
 * @param state the new state
 * @param event whether it is an event for the findings topic, or only a quiet note
 */
public record LifecycleStep(FindingState state, boolean event) {
  /** The same, with the columns that were not compared this time. */
  LifecycleStep with(List<String> maskedColumns) {
    return new LifecycleStep(
        new FindingState(
            finding().with(finding().evidence().without(maskedColumns)),
            state.basis(),
            state.memory()),
        event);
  }

  public Finding finding() {
    return state.finding();
  }
}
