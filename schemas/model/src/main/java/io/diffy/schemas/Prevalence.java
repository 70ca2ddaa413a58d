package io.diffy.schemas;

import io.diffy.schemas.Finding.Method;
import java.util.List;

/**
 * Who was compared, and with what outcome.
 *
 * @param method who disagrees with the instance
 * @param hostsWithItem how many of them have the row
 * @param hostsCompared how many instances of the cohort answered whole
 * @param cohort label of the cohort compared with
 * @param baselines which baselines disagree; empty for {@code CLUSTER} and in events older than
 *     this
 */
public record Prevalence(
    Method method,
    int hostsWithItem,
    int hostsCompared,
    String cohort,
    List<BaselineUsed> baselines) {}
