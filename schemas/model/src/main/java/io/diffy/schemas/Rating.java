package io.diffy.schemas;

import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Severity;
import java.util.Optional;

/**
 * How odd a finding is, how sure that is, and how much it matters.
 *
 * @param score {@code -log10} of the rate at which a healthy host shows such a row; 0 and up
 * @param confidence how much the number of peers and the history prove
 * @param severity for a person's queue
 * @param breakdown how the score came about; empty for coverage and in events older than this
 */
public record Rating(
    double score, Confidence confidence, Severity severity, Optional<ScoreBreakdown> breakdown) {}
