package io.diffy.rules.detection;

import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Cohort;
import java.util.List;

/**
 * What separates the hosts of one or several cohorts from all others, in one query.
 *
 * @param label names these hosts for a person
 * @param cohorts those they are of, sorted
 * @param hosts those of them that were compared, by instance id
 * @param things how many things separate them, 1 and up
 * @param samples a few of the things, in a fixed order: unexpected is what they have and the others
 *     lack
 */
public record CohortDifference(
    String label,
    List<Cohort> cohorts,
    List<HostItems> hosts,
    int things,
    List<DeviatingItem> samples) {}
