package io.diffy.rules.detection;

import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Kind;
import java.util.List;

/**
 * What separates the hosts of one or several cohorts from all others, in one query.
 *
 * @param label names these hosts for a person
 * @param cohorts those they are of, sorted
 * @param hosts those of them that were compared, by instance id
 * @param things how many things separate them, 1 and up
 * @param samples a few of the things, in a fixed order
 */
public record CohortDifference(
    String label, List<Cohort> cohorts, List<HostItems> hosts, int things, List<Sample> samples) {

  /**
   * One thing that separates them.
   *
   * @param kind unexpected: they have it and the others lack it; missing: the reverse; changed
   * @param subject fingerprint of the item; for missing of the others'
   * @param previous for changed: fingerprint of the others' item; otherwise 0
   */
  public record Sample(Kind kind, long subject, long previous) {}
}
