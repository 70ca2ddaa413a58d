package io.diffy.rules.item;

import io.diffy.schemas.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The fingerprints of rows that were seen of late: nearly every row is one that another host showed
 * before, and to compare its cells costs a fraction of what writing and hashing the item does.
 * Bounded in number and in size, and only a shortcut: what is forgotten is made anew, and a row
 * that names its own host is never kept here. Of any thread, without locks: entries are immutable.
 */
final class KnownPrints {
  /** A power of two. */
  private static final int PLACES = 1 << 15;

  private static final int MOST_PLANS = 512;

  /** Longer rows are few, and would take the memory of many. */
  private static final int LONGEST = 1024;

  private final Print[] places = new Print[PLACES];

  /** Of the cells there: of a row that nobody showed before nothing else is read. */
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

  /**
   * What is known of rows.
   *
   * @param cells of those that the plan reads
   */
  // Compared cell by cell, and never handed out; of a plan that is known there is one object.
  @SuppressWarnings({"ArrayRecordComponent", "ReferenceEquality"})
  record Print(RowPlan plan, String[] cells, long print) {
    private boolean isOf(RowPlan asked, Row row) {
      if (plan != asked) {
        return false;
      }
      for (int i = 0; i < cells.length; i++) {
        if (!cells[i].equals(row.value(plan.read()[i]))) {
          return false;
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

  /** Null for a row that was not seen of late. */
  Print find(RowPlan plan, Row row) {
    int hash = hash(plan, row);
    int first = place(hash);
    if (hashes[first] == hash) {
      Print found = places[first];
      if (found != null && found.isOf(plan, row)) {
        return found;
      }
    }
    if (hashes[first ^ 1] != hash) {
      return null;
    }
    Print found = places[first ^ 1];
    if (found == null || !found.isOf(plan, row)) {
      return null;
    }
    // What is often asked for stays, however many rows come that only one host has.
    put(first, hash, found);
    return found;
  }

  /** What stood there moves on. Of two threads one may lose what it put: it is made anew. */
  private void put(int place, int hash, Print print) {
    places[place ^ 1] = places[place];
    hashes[place ^ 1] = hashes[place];
    places[place] = print;
    hashes[place] = hash;
  }

  void keep(RowPlan plan, Row row, long print) {
    String[] cells = new String[plan.read().length];
    int length = 0;
    for (int i = 0; i < cells.length; i++) {
      cells[i] = row.value(plan.read()[i]);
      length += cells[i].length();
    }
    if (length <= LONGEST && row.size() <= Row.MAX_COLUMNS) {
      int hash = hash(plan, row);
      put(place(hash), hash, new Print(plan, cells, print));
    }
  }

  private static int hash(RowPlan plan, Row row) {
    int hash = 0;
    for (int at : plan.read()) {
      hash = 31 * hash + row.value(at).hashCode();
    }
    return hash * 0x9e3779b9;
  }

  private static int place(int hash) {
    return ((hash >>> 16) ^ hash) & (PLACES - 1);
  }
}
