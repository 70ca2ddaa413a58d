package io.diffy.rules.evaluation;

import java.time.Instant;

/**
 * What a group and query are evaluated for: a window of the schedule, or an on-demand round.
 *
 * @param end of the window, or when the round closed
 * @param start exclusive; when the round was opened
 * @param roundId empty for a scheduled window
 * @param incidentId what the round is for; empty when not said
 */
public record EvaluationWindow(Instant end, Instant start, String roundId, String incidentId) {

  public static EvaluationWindow scheduled(Instant start, Instant end) {
    return new EvaluationWindow(end, start, "", "");
  }

  boolean ofRound() {
    return !roundId.isEmpty();
  }
}
