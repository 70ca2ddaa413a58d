package io.diffy.benchmarks;

import io.diffy.schemas.Kind;
import java.util.Map;

/**
 * What a method says against one instance.
 *
 * @param instanceId the instance
 * @param query the query whose answer deviates
 * @param kind unexpected, missing or changed
 * @param row the raw row; for missing the peers'
 * @param key names the claim: a method that says the same again says nothing new
 * @param collection the collection it was made after, from 0
 */
record HostClaim(
    String instanceId,
    String query,
    Kind kind,
    Map<String, String> row,
    String key,
    int collection) {}
