package io.diffy.schemas.json;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/** Rows that know where in their record they stood: who keeps the record need not write them. */
public final class ReadRows extends AbstractList<Map<String, String>> implements RandomAccess {
  private final List<Map<String, String>> rows;
  private final int from;
  private final int to;

  ReadRows(List<Map<String, String>> rows, int from, int to) {
    this.rows = rows;
    this.from = from;
    this.to = to;
  }

  /** The place of their opening bracket, in bytes. */
  public int from() {
    return from;
  }

  /** The place behind their closing bracket. */
  public int to() {
    return to;
  }

  @Override
  public Map<String, String> get(int at) {
    return rows.get(at);
  }

  @Override
  public int size() {
    return rows.size();
  }
}
