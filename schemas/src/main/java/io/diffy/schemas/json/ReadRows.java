package io.diffy.schemas.json;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/** Rows that know where in their record they stood: who keeps the record need not write them. */
public final class ReadRows extends AbstractList<Map<String, String>> implements RandomAccess {
  private final List<Map<String, String>> rows;
  private final boolean kept;
  private final int from;
  private final int to;

  ReadRows(List<Map<String, String>> rows, boolean kept, int from, int to) {
    this.rows = rows;
    this.kept = kept;
    this.from = from;
    this.to = to;
  }

  /** Whether they can be asked for, and not only counted. */
  public boolean kept() {
    return kept;
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
    if (!kept) {
      throw new IllegalStateException("the rows were only counted");
    }
    return rows.get(at);
  }

  @Override
  public int size() {
    return rows.size();
  }
}
