package io.diffy.rules.item;

import io.diffy.schemas.Row;
import io.diffy.schemas.pack.ColumnFormat;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How rows with the same columns become items: which cells, in which order, and how each is
 * written. Made once for all rows that have the same columns, because a fleet sends a million rows
 * an hour.
 *
 * @param identity the cells that name the thing, by column
 * @param attributes the other kept cells, by column
 * @param onDisk place of osquery's {@code on_disk}, or -1
 * @param path place of {@code path}, or -1
 * @param cmdline place of {@code cmdline}, or -1
 * @param parent place of {@code parent}, or -1
 * @param unitState place of systemd's {@code active_state}, or -1
 * @param chain place of the {@code chain} of a packet filter, or -1
 * @param localPort place of {@code local_port}, or -1: only a connection has come in
 * @param keyFile place of {@code key_file}, or -1: only a login key has one
 * @param exactly whether texts are left for the peers to confirm
 * @param filters which of {@link RowFilter} such rows may meet
 * @param read places of all cells that the item depends on
 */
@SuppressWarnings("ArrayRecordComponent") // Of one owner, and asked for each cell of each row.
record RowPlan(
    List<PlannedCell> identity,
    List<PlannedCell> attributes,
    int onDisk,
    int path,
    int cmdline,
    int parent,
    int unitState,
    int chain,
    int localPort,
    int keyFile,
    boolean exactly,
    int filters,
    int[] read) {

  /** Columns that say how others are written. */
  private static final List<String> HINTS =
      List.of("on_disk", "path", "cmdline", "active_state", "chain");

  /** A line of authorized_keys: options, algorithm, key, comment. */
  private static final Pattern KEY_LINE =
      Pattern.compile(
          "(?:(?<options>.*) )?(?<algorithm>\\S+) (?<key>AAAA\\S+)(?: (?<comment>.*))?");

  /**
   * One kept cell.
   *
   * @param at its place in the row
   * @param head its column as it is written in front of the text
   */
  record PlannedCell(int at, String head, ColumnFormat format) {}

  static RowPlan of(QueryRules ofQuery, Row row) {
    SortedMap<String, Integer> places = new TreeMap<>();
    for (int at = 0; at < row.size(); at++) {
      places.put(row.column(at), at);
    }
    QueryRules rules = ofQuery.inRow(places.keySet());
    Predicate<String> names = rules.naming(places.keySet());
    List<PlannedCell> identity = new ArrayList<>();
    List<PlannedCell> attributes = new ArrayList<>();
    BitSet reads = new BitSet(row.size());
    places.forEach(
        (column, at) -> {
          if (!rules.drops(column)) {
            PlannedCell cell = new PlannedCell(at, CellText.head(column), rules.format(column));
            (names.test(column) ? identity : attributes).add(cell);
            reads.set(at);
          }
        });
    int[] hints = new int[HINTS.size()];
    for (int i = 0; i < hints.length; i++) {
      hints[i] = places.getOrDefault(HINTS.get(i), -1);
      if (hints[i] >= 0) {
        reads.set(hints[i]);
      }
    }
    return new RowPlan(
        List.copyOf(identity),
        List.copyOf(attributes),
        hints[0],
        hints[1],
        hints[2],
        places.getOrDefault("parent", -1),
        hints[3],
        hints[4],
        places.getOrDefault("local_port", -1),
        places.getOrDefault("key_file", -1),
        !rules.momentary() && identity.size() + attributes.size() <= Item.MOST_COLUMNS,
        RowFilter.among(places.keySet()),
        reads.stream().toArray());
  }

  /** Older agents give the line of a public key in one column, newer ones in several. */
  static Row withoutKeyLine(Row row) {
    String key = row.getOrDefault("key", "");
    Matcher line = KEY_LINE.matcher(key);
    if (!row.getOrDefault("algorithm", "").isEmpty() || key.indexOf(' ') < 0 || !line.matches()) {
      return row;
    }
    Map<String, String> cells = new LinkedHashMap<>(row);
    cells.put("key", line.group("key"));
    for (String column : List.of("options", "algorithm", "comment")) {
      String part = line.group(column);
      cells.computeIfPresent(column, (c, none) -> part == null ? none : part);
    }
    return Row.of(cells);
  }
}
