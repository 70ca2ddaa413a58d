package io.diffy.schemas.json;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/**
 * The row of a finding that was too big for the wire, and how big the finding once was, so that its
 * later events still say that something is missing. The size is no part of equality: it says
 * nothing about the deviation.
 */
final class CutRow extends AbstractMap<String, String> {
  private final Map<String, String> row;
  private final int wholeBytes;

  CutRow(Map<String, String> row, int wholeBytes) {
    this.row = row;
    this.wholeBytes = wholeBytes;
  }

  /** How big the finding of this row was before it was cut, in bytes; 0 when it was not. */
  static int wholeBytes(Map<String, String> row) {
    return row instanceof CutRow cut ? cut.wholeBytes : 0;
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return row.entrySet();
  }

  @Override
  public String get(Object column) {
    return row.get(column);
  }

  @Override
  public boolean containsKey(Object column) {
    return row.containsKey(column);
  }
}
