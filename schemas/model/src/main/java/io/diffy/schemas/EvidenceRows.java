package io.diffy.schemas;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows that show a finding to a person.
 *
 * @param row the raw osquery row; for missing the peers' row; empty for coverage
 * @param previous for changed: the peers' row; empty otherwise
 * @param maskedColumns attributes that were not compared, because the peers agree on no value
 * @param differences for drift: what separates, most things first; empty otherwise
 * @param changes which attributes of the thing are others since the last event, on which hosts
 * @param thing what the rows show, as it is compared; empty in events of older versions
 * @param differing columns of the row in which the hosts differ, sorted: what stands there is true
 *     of one of them
 */
public record EvidenceRows(
    Map<String, String> row,
    Map<String, String> previous,
    List<String> maskedColumns,
    List<Difference> differences,
    List<AttributeChange> changes,
    Optional<ShownThing> thing,
    List<String> differing) {

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
    this(row, previous, maskedColumns, differences, List.of(), Optional.empty(), List.of());
  }

  /** The same row in another form, and what changed in it. */
  public EvidenceRows with(Map<String, String> otherRow, List<AttributeChange> others) {
    return new EvidenceRows(
        otherRow, previous, maskedColumns, differences, others, thing, differing);
  }

  /** The same rows, of which these columns were not compared. */
  public EvidenceRows without(List<String> columns) {
    return new EvidenceRows(row, previous, columns, differences, changes, thing, differing);
  }

  /** The same rows of this thing. */
  public EvidenceRows of(ShownThing shown) {
    return new EvidenceRows(
        row, previous, maskedColumns, differences, changes, Optional.of(shown), differing);
  }

  /** The same rows, in which the hosts differ in these columns. */
  public EvidenceRows differingIn(Set<String> columns) {
    List<String> mine = columns.stream().filter(row::containsKey).sorted().toList();
    return new EvidenceRows(row, previous, maskedColumns, differences, changes, thing, mine);
  }

  /** What one of the hosts shows in the columns in which they differ. */
  public Map<String, String> ofOne() {
    Map<String, String> one = new LinkedHashMap<>();
    differing.forEach(column -> one.put(column, row.get(column)));
    return one;
  }

  /** The row without the columns in which the hosts differ: what is true of each. */
  public Map<String, String> shared() {
    if (differing.isEmpty()) {
      return row;
    }
    Map<String, String> shared = new LinkedHashMap<>(row);
    shared.keySet().removeAll(differing);
    return shared;
  }
}
