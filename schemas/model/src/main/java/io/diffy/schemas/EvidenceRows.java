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
 * @param changes which attributes of the thing are others since the last event, on which hosts
 */
public record EvidenceRows(
    Map<String, String> row,
    Map<String, String> previous,
    List<String> maskedColumns,
    List<Difference> differences,
    List<AttributeChange> changes) {

  /** Of anything but a drift. */
  public EvidenceRows(
      Map<String, String> row, Map<String, String> previous, List<String> maskedColumns) {
    this(row, previous, maskedColumns, List.of(), List.of());
  }

  /** The same row in another form, and what changed in it. */
  public EvidenceRows with(Map<String, String> otherRow, List<AttributeChange> others) {
    return new EvidenceRows(otherRow, previous, maskedColumns, differences, others);
  }
}
