package io.diffy.rules.detection;

import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import java.util.List;

/**
 * What separates hosts from the pool they were compared with, before anybody asked how odd that is.
 *
 * @param kind unexpected, missing or changed
 * @param subject fingerprint of the item: the odd one, for missing the one that lacks
 * @param previous for changed: fingerprint of what most peers have; otherwise 0
 * @param identity fingerprint of the thing when the whole thing is odd; 0 when an item is
 * @param hosts who, by instance id
 * @param have covered instances of the pool that have the item
 * @param covered covered instances of the pool
 * @param pool label of the pool
 * @param method who disagrees: baseline, peers or both
 * @param everywhere whether nearly the whole pool differs from its baseline in this
 */
record RawDeviation(
    Kind kind,
    long subject,
    long previous,
    long identity,
    List<HostItems> hosts,
    int have,
    int covered,
    String pool,
    Method method,
    boolean everywhere) {}
