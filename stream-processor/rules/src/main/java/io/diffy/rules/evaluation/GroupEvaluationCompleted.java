package io.diffy.rules.evaluation;

import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/**
 * Follows the evaluations of a group that belong to one moment: all windows that end then, or one
 * round. What concerns the group as a whole is said once, after them.
 *
 * @param at end of the windows, or when the round closed
 * @param roundId empty for scheduled windows
 * @param last whether nothing more will come
 * @param answers says when a host last answered each of its queries on schedule
 */
public record GroupEvaluationCompleted(
    GroupKey group,
    Instant at,
    String roundId,
    boolean last,
    Function<String, Map<String, Instant>> answers) {

  /** Whether somebody waits for what can be said now: a person, or the end of a recording. */
  public boolean asked() {
    return last || !roundId.isEmpty();
  }
}
