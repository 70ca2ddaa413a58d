package io.diffy.schemas;

import java.util.List;
import java.util.Map;

/**
 * The rows that show a finding to a person.
 *
 * @param row the raw osquery row; for missing the peers' row; empty for coverage
 * @param previous for changed: the peers' row; empty otherwise
 * @param maskedColumns attributes that were not compared, because the peers agree on no value
 * @param differences for drift: what separates, most things first; empty otherwise
 */
public record EvidenceRows(
    Map<String, String> row,
    Map<String, String> previous,
    List<String> maskedColumns,
    List<Difference> differences) {

  /** Of anything but a drift. */
  public EvidenceRows(
      Map<String, String> row, Map<String, String> previous, List<String> maskedColumns) {
    this(row, previous, maskedColumns, List.of());
  }
}
