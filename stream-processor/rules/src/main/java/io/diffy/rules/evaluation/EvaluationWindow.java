package io.diffy.rules.evaluation;

import io.diffy.schemas.FindingLifecycle.Occasion;
import java.time.Instant;

/**
 * What a group and query are evaluated for: a window of the schedule, or an on-demand round.
 *
 * @param end of the window, or when the round closed
 * @param start exclusive; when the round was opened
 * @param occasion the schedule, or the round
 */
public record EvaluationWindow(Instant end, Instant start, Occasion occasion) {

  /** Empty for a scheduled window. */
  public String roundId() {
    return occasion.roundId();
  }
}
