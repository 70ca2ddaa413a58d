package io.diffy.rules.evaluation;

import io.diffy.schemas.GroupKey;
import java.time.Instant;

/**
 * Follows the evaluations of a group that belong to one moment: all windows that end then, or one
 * round. What concerns the group as a whole is said once, after them.
 *
 * @param at end of the windows, or when the round closed
 * @param roundId empty for scheduled windows
 */
public record GroupEvaluationCompleted(GroupKey group, Instant at, String roundId) {}
