package io.diffy.schemas;

import java.util.List;
import java.util.Map;

/**
 * What separates some hosts of a group from its others, along image, launch version or instance
 * type, in the answers to one query. A drift finding lists one for each query and set of hosts.
 *
 * @param query whose answers differ
 * @param cohort label of the hosts that differ from the others
 * @param hosts how many they are
 * @param things how many things separate them, 1 and up
 * @param examples a few of these things
 */
public record Difference(
    String query, String cohort, int hosts, int things, List<Example> examples) {

  /** More are counted, not listed. */
  public static final int MOST_EXAMPLES = 3;

  /**
   * One thing that separates them.
   *
   * @param kind unexpected: they have it and the others lack it; missing: the reverse; changed
   * @param row a raw row that shows it; for missing one of the others
   * @param previous for changed: a row of the others; empty otherwise
   */
  public record Example(Kind kind, Map<String, String> row, Map<String, String> previous) {}
}
