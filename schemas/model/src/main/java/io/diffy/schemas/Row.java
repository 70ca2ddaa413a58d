package io.diffy.schemas;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * An immutable row whose column names are shared with the other rows of its answer: a row costs one
 * array, not an entry per cell. Lookup is linear, so it is meant for the few columns a table has;
 * who reads many rows looks where a column stands once, and reads the cells by their place.
 */
public final class Row extends AbstractMap<String, String> {
  /** Rows with more columns are kept in hash maps. */
  public static final int MAX_COLUMNS = 64;

  private final String[] columns;
  private final String[] values;

  /** Keeps both arrays; who makes many rows shares the first among them. */
  public Row(String[] columns, String[] values) {
    this.columns = columns;
    this.values = values;
  }

  /** The cells as a row: the very same one if it is one already. */
  public static Row of(Map<String, String> cells) {
    return cells instanceof Row row
        ? row
        : new Row(cells.keySet().toArray(String[]::new), cells.values().toArray(String[]::new));
  }

  /** Whether both rows come from one answer and have the same columns in the same places. */
  public boolean sharesColumnsWith(Row other) {
    return columns == other.columns;
  }

  /** The column at a place, from 0. */
  public String column(int at) {
    return columns[at];
  }

  /** The text at a place, from 0. */
  public String value(int at) {
    return values[at];
  }

  @Override
  public int size() {
    return columns.length;
  }

  @Override
  public String getOrDefault(Object key, String other) {
    int at = indexOf(key);
    return at < 0 ? other : values[at];
  }

  @Override
  public String get(Object key) {
    int at = indexOf(key);
    return at < 0 ? null : values[at];
  }

  @Override
  public boolean containsKey(Object key) {
    return indexOf(key) >= 0;
  }

  private int indexOf(Object key) {
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].equals(key)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return new Entries();
  }

  private final class Entries extends AbstractSet<Map.Entry<String, String>> {
    @Override
    public int size() {
      return columns.length;
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < columns.length;
        }

        @Override
        public Map.Entry<String, String> next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          Map.Entry<String, String> entry = Map.entry(columns[next], values[next]);
          next++;
          return entry;
        }
      };
    }
  }
}
