package io.diffy.rules.item;

import io.diffy.schemas.Row;
import io.diffy.schemas.pack.ColumnFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

  /**
   * One kept cell.
   *
   * @param at its place in the row
   * @param head its column as it is written in front of the text
   */
  record PlannedCell(int at, String head, ColumnFormat format) {}

  static RowPlan of(QueryRules ofQuery, Row row) {
    List<String> columns = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int at = 0; at < row.size(); at++) {
      columns.add(row.column(at));
      places.add(at);
    }
    QueryRules rules = ofQuery.inRow(columns);
    places.sort(Comparator.comparing(row::column));
    Predicate<String> names = rules.naming(columns);
    List<PlannedCell> identity = new ArrayList<>();
    List<PlannedCell> attributes = new ArrayList<>();
    for (int at : places) {
      String column = row.column(at);
      if (!rules.drops(column)) {
        PlannedCell cell = new PlannedCell(at, CellText.head(column), rules.format(column));
        (names.test(column) ? identity : attributes).add(cell);
      }
    }
    int[] hints =
        Stream.of("on_disk", "path", "cmdline", "active_state", "chain")
            .mapToInt(column -> place(row, column))
            .toArray();
    int[] read =
        IntStream.concat(
                Stream.concat(identity.stream(), attributes.stream()).mapToInt(PlannedCell::at),
                Arrays.stream(hints).filter(at -> at >= 0))
            .distinct()
            .toArray();
    return new RowPlan(
        List.copyOf(identity),
        List.copyOf(attributes),
        hints[0],
        hints[1],
        hints[2],
        place(row, "parent"),
        hints[3],
        hints[4],
        place(row, "local_port"),
        place(row, "key_file"),
        !rules.momentary() && identity.size() + attributes.size() <= Item.MOST_COLUMNS,
        RowFilter.among(columns),
        read);
  }

  private static int place(Row row, String column) {
    for (int at = 0; at < row.size(); at++) {
      if (row.column(at).equals(column)) {
        return at;
      }
    }
    return -1;
  }
}
