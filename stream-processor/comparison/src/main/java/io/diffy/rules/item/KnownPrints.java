package io.diffy.rules.item;

import io.diffy.schemas.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The fingerprints of rows that were seen of late: nearly every row is one that another host showed
 * before, and to know it by its cells costs a fraction of what writing the item does. They are
 * known by half of a SHA-256: to compare them one by one is to wait for the memory that each lies
 * in. Bounded in number and in size, and only a shortcut: what is forgotten is made anew, and a row
 * that names its own host is never kept here. Of any thread, without locks: entries are immutable.
 */
final class KnownPrints {
  /** A power of two. */
  private static final int PLACES = 1 << 15;

  private static final int MOST_PLANS = 512;

  /** Longer rows are few, and would take the memory of many. */
  private static final int LONGEST = 1024;

  private final Print[] places = new Print[PLACES];

  private final ThreadLocal<CellsName> names = ThreadLocal.withInitial(CellsName::new);

  /** Of the names there: of a row that nobody showed before nothing else is read. */
  private final int[] hashes = new int[PLACES];

  private final ConcurrentMap<PlanKey, RowPlan> plans = new ConcurrentHashMap<>();

  /** Found by the columns alone: what a query's rules are is told apart seldom, and costs more. */
  private record PlanKey(QueryRules rules, List<String> columns) {
    @Override
    @SuppressWarnings("ReferenceEquality") // the same in nearly all cases
    public boolean equals(Object other) {
      return other instanceof PlanKey key
          && columns.equals(key.columns)
          && (rules == key.rules || rules.equals(key.rules));
    }

    @Override
    public int hashCode() {
      return columns.hashCode();
    }
  }

  /** Of cells that a plan reads; of a plan that is known there is one object. */
  @SuppressWarnings("ReferenceEquality")
  record Print(RowPlan plan, long high, long low, long print) {
    private boolean isOf(RowPlan asked, CellsName name) {
      return plan == asked && high == name.high && low == name.low;
    }
  }

  /** Names cells, each with its length in front, so that no others read alike. */
  static final class CellsName {
    private final Fingerprints fingerprints = new Fingerprints();
    private final StringBuilder cells = new StringBuilder(2 * LONGEST);
    private long high;
    private long low;

    /** All cells in one. */
    String text;

    /** Whether the row has a name: it is not too long, and its bytes say all that it says. */
    private boolean read(RowPlan plan, Row row) {
      cells.setLength(0);
      for (int at : plan.read()) {
        String cell = row.value(at);
        if (cell.length() > LONGEST || cells.length() > 2 * LONGEST) {
          return false;
        }
        // Two small ones: a single big character makes all others twice as big.
        cells.append((char) (cell.length() & 0x7f)).append((char) (cell.length() >> 7));
        cells.append(cell);
      }
      if (row.size() > Row.MAX_COLUMNS || cells.length() - 2 * plan.read().length > LONGEST) {
        return false;
      }
      text = cells.toString();
      ByteBuffer digest = ByteBuffer.wrap(fingerprints.digest(text));
      high = digest.getLong();
      low = digest.getLong();
      for (int i = 0; i < text.length(); i++) {
        if (Character.isSurrogate(text.charAt(i))) {
          return false; // it may be half a character, which UTF-8 can't write
        }
      }
      return true;
    }
  }

  /** The same object for rows of the same columns, as long as it is known. */
  RowPlan plan(QueryRules rules, Row row) {
    if (row.size() > Row.MAX_COLUMNS) {
      return RowPlan.of(rules, row);
    }
    int length = 0;
    List<String> columns = new ArrayList<>(row.size());
    for (int at = 0; at < row.size(); at++) {
      columns.add(row.column(at));
      length += row.column(at).length();
    }
    if (length > LONGEST) {
      return RowPlan.of(rules, row);
    }
    if (plans.size() >= MOST_PLANS) {
      plans.clear();
    }
    return plans.computeIfAbsent(new PlanKey(rules, columns), key -> RowPlan.of(rules, row));
  }

  /** A name until this thread asks for the next one; null for a row that is never kept. */
  CellsName name(RowPlan plan, Row row) {
    CellsName name = names.get();
    return name.read(plan, row) ? name : null;
  }

  /** Null for a row that was not seen of late. */
  Print find(RowPlan plan, CellsName name) {
    int first = place(name);
    Print found = hashes[first] == (int) name.high ? places[first] : null;
    if (found != null && found.isOf(plan, name)) {
      return found;
    }
    found = hashes[first + 1] == (int) name.high ? places[first + 1] : null;
    if (found == null || !found.isOf(plan, name)) {
      return null;
    }
    // What is asked for again stays, however many rows come that only one host has.
    put(first + 1, places[first]);
    put(first, found);
    return found;
  }

  void keep(RowPlan plan, CellsName name, long print) {
    int first = place(name);
    put(places[first] == null ? first : first + 1, new Print(plan, name.high, name.low, print));
  }

  /** Of two threads one may lose what it put: it is made anew. */
  private void put(int place, Print print) {
    places[place] = print;
    hashes[place] = (int) print.high();
  }

  /** The first of two. */
  private static int place(CellsName name) {
    return (int) name.low & (PLACES - 2);
  }
}
