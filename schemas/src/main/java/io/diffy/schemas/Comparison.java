package io.diffy.schemas;

import io.diffy.schemas.Finding.Method;

/**
 * Who was compared, and with what outcome.
 *
 * @param method who disagrees with the instance
 * @param have how many covered instances have the row
 * @param covered how many instances of the cohort answered whole
 * @param cohort label of the cohort compared with
 */
public record Comparison(Method method, int have, int covered, String cohort) {}
