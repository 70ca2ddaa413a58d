package io.diffy.agent.osquery;

import io.diffy.agent.osquery.LogLine.Kind;
import io.diffy.agent.osquery.LogLine.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer of one host to one query, rebuilt from the differences osqueryd logs: a multiset of
 * rows. The first run of an epoch (counter 0) lists all rows and makes the answer whole; each later
 * run that logs something counts one up, so a gap shows that lines were lost.
 */
final class QueryState {
  /** More rows than this are not kept; the answer is truncated then. */
  static final int MAX_ROWS = 200_000;

  private final Map<Map<String, String>, Integer> rows = new LinkedHashMap<>();
  private int rowCount;
  private Run run;
  private String gap = "";

  /** Whether a line was sent twice, or belongs to a run before the last one: nothing new. */
  boolean isRepeated(LogLine line) {
    if (line.kind() == Kind.BATCH && line.run().equals(run)) {
      return true;
    }
    return run != null
        && line.kind() != Kind.SNAPSHOT_ROW
        && line.run().counter() >= 0
        && line.run().epoch() == run.epoch()
        && line.run().unixTime() < run.unixTime();
  }

  void apply(LogLine line) {
    if (!line.run().equals(run)) {
      begin(line);
    }
    line.removed().forEach(this::remove);
    line.added().forEach(this::add);
  }

  /** All rows, each as often as it is there. */
  List<Map<String, String>> allRows() {
    List<Map<String, String>> all = new ArrayList<>(rowCount);
    rows.forEach(
        (row, times) -> {
          for (int i = 0; i < times; i++) {
            all.add(row);
          }
        });
    return all;
  }

  Run run() {
    return run;
  }

  /** Why the rows are not the whole answer; empty when they are. */
  String gap() {
    return gap;
  }

  private void begin(LogLine line) {
    Run next = line.run();
    if (line.kind() == Kind.SNAPSHOT_ROW || next.counter() == 0) {
      clear("");
    } else if (next.counter() < 0) {
      gap = "the log has no counter: osqueryd is too old to rebuild its answers";
    } else if (run == null || next.epoch() != run.epoch()) {
      clear("the log does not hold the first run (counter 0) of epoch " + next.epoch());
    } else if (next.counter() > run.counter() + 1 && gap.isEmpty()) {
      gap = "the log lacks runs between counter %d and %d".formatted(run.counter(), next.counter());
    }
    run = next;
  }

  private void clear(String newGap) {
    rows.clear();
    rowCount = 0;
    gap = newGap;
  }

  private void add(Map<String, String> row) {
    if (rowCount == MAX_ROWS) {
      gap = "more than " + MAX_ROWS + " rows; the rest is left out";
      return;
    }
    rows.merge(row, 1, Integer::sum);
    rowCount++;
  }

  private void remove(Map<String, String> row) {
    Integer times = rows.get(row);
    if (times == null) {
      gap = gap.isEmpty() ? "the log removes a row that it never added" : gap;
      return;
    }
    rowCount--;
    if (times == 1) {
      rows.remove(row);
    } else {
      rows.put(row, times - 1);
    }
  }
}
