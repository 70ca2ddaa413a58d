package io.diffy.rules.detection;

import io.diffy.rules.peers.HostItems;
import java.util.List;

/**
 * What the rules say about one group and query at one time.
 *
 * @param covered who was compared, sorted by instance id
 * @param implausible whose answer is called whole but lacks so much that it can't be
 * @param deviations what is worth a person's time, in a fixed order
 * @param belowThreshold the oddest of what is not, in a fixed order: a finding that is open already
 *     stays open on them
 * @param separations what separates along image, launch version or instance type
 * @param overflow deviations beyond {@link Detector#MOST_PER_HOST} per host: counted, not reported
 */
public record DetectionResult(
    List<HostItems> covered,
    List<HostItems> implausible,
    List<Deviation> deviations,
    List<Deviation> belowThreshold,
    List<CohortDifference> separations,
    int overflow) {}
