package io.diffy.schemas;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows that show a finding to a person.
 *
 * @param row the raw osquery row; for missing the peers' row; empty for coverage
 * @param previous for changed: the peers' row; empty otherwise
 * @param maskedColumns attributes that were not compared, because the peers agree on no value
 * @param differences for drift: what separates, most things first; empty otherwise
 * @param changes which attributes of the thing are others since the last event, on which hosts
 * @param thing what the rows show, as it is compared; empty in events of older versions
 */
public record EvidenceRows(
    Map<String, String> row,
    Map<String, String> previous,
    List<String> maskedColumns,
    List<Difference> differences,
    List<AttributeChange> changes,
    Optional<ShownThing> thing) {

  /** Of anything but a drift. */
  public EvidenceRows(
      Map<String, String> row, Map<String, String> previous, List<String> maskedColumns) {
    this(row, previous, maskedColumns, List.of());
  }

  /** Without saying what is compared. */
  public EvidenceRows(
      Map<String, String> row,
      Map<String, String> previous,
      List<String> maskedColumns,
      List<Difference> differences) {
    this(row, previous, maskedColumns, differences, List.of(), Optional.empty());
  }

  /** The same row in another form, and what changed in it. */
  public EvidenceRows with(Map<String, String> otherRow, List<AttributeChange> others) {
    return new EvidenceRows(otherRow, previous, maskedColumns, differences, others, thing);
  }

  /** The same rows, of which these columns were not compared. */
  public EvidenceRows without(List<String> columns) {
    return new EvidenceRows(row, previous, columns, differences, changes, thing);
  }

  /** The same rows of this thing. */
  public EvidenceRows of(ShownThing shown) {
    return new EvidenceRows(row, previous, maskedColumns, differences, changes, Optional.of(shown));
  }
}
