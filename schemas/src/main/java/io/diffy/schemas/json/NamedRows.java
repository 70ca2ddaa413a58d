package io.diffy.schemas.json;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/**
 * Rows with a name that only the same bytes have. Of rows that were read before, nothing is read
 * again until somebody asks for one.
 */
public final class NamedRows extends AbstractList<Map<String, String>> implements RandomAccess {
  private final RowsName name;
  private final Extent extent;
  private final byte[] record;
  private final int from;
  private List<Map<String, String>> read;

  /**
   * How much there is of them.
   *
   * @param size how many rows
   * @param widest how many columns the widest has
   */
  record Extent(int size, int widest) {
    static Extent of(List<Map<String, String>> rows) {
      int widest = 0;
      for (Map<String, String> row : rows) {
        widest = Math.max(widest, row.size());
      }
      return new Extent(rows.size(), widest);
    }
  }

  /**
   * The rows of one record.
   *
   * @param from where in the record they begin; they end before its last byte
   * @param read null where nobody has read them yet
   */
  // Nobody changes a record that was read.
  NamedRows(RowsName name, Extent extent, byte[] record, int from, List<Map<String, String>> read) {
    this.name = name;
    this.extent = extent;
    this.record = record;
    this.from = from;
    this.read = read;
  }

  public RowsName name() {
    return name;
  }

  /** How many columns the widest of them has. */
  public int widest() {
    return extent.widest();
  }

  @Override
  public Map<String, String> get(int at) {
    if (read == null) {
      read = ObservationCodec.rows(record, from, record.length - 1);
    }
    return read.get(at);
  }

  @Override
  public int size() {
    return extent.size();
  }
}
