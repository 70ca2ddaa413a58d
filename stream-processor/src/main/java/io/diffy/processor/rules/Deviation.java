package io.diffy.processor.rules;

import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import java.util.List;

/**
 * What the rules hold against one or several instances in one query.
 *
 * @param kind unexpected, missing or changed
 * @param subject fingerprint of the item: the odd one, for missing the one that lacks
 * @param previous for changed: fingerprint of what most peers have; otherwise 0
 * @param byIdentity whether the whole thing is odd, not only its attributes
 * @param hosts who deviates, by instance id
 * @param have covered instances of the pool that have the item
 * @param covered covered instances of the pool
 * @param pool label of the cohort compared with
 * @param method baseline, peers or both
 * @param score see {@link Score}
 */
public record Deviation(
    Kind kind,
    long subject,
    long previous,
    boolean byIdentity,
    List<Covered> hosts,
    int have,
    int covered,
    String pool,
    Method method,
    double score) {}
