package io.diffy.schemas;

import java.time.Instant;
import java.util.List;

/**
 * The answers of known clean instances to one query, for one cohort of a group. Raw rows are kept,
 * so that a baseline survives a change of the masking rules. A newer version replaces the older.
 *
 * @param group whose baseline this is
 * @param query the query answered
 * @param cohort for which image, launch version and type it holds; all parts empty means all
 * @param version counts up from 1 for each (group, query, cohort)
 * @param takenAt when the last of its answers was collected
 * @param takenBy who took it, for the audit trail
 * @param source where it came from: {@code local}, a file name, a group
 * @param answers one whole, {@code ok} answer per clean instance
 */
public record Baseline(
    GroupKey group,
    String query,
    Cohort cohort,
    int version,
    Instant takenAt,
    String takenBy,
    String source,
    List<Observation> answers) {}
