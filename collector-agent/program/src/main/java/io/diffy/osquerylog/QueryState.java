package io.diffy.osquerylog;

import io.diffy.osquerylog.LogLine.Kind;
import io.diffy.osquerylog.LogLine.Run;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The answer of one host to one query, rebuilt from the differences osqueryd logs: a multiset of
 * rows. The first run of an epoch (counter 0) lists all rows and makes the answer whole; each later
 * run that logs something counts one up, so a gap shows that lines were lost. What a run says is
 * known when it is over, so its lines are kept until then.
 */
final class QueryState {
  /** More rows than this are not kept; the answer is truncated then. */
  static final int MAX_ROWS = 200_000;

  /** How the reason begins where runs are missing. */
  static final String LACKS = "the log lacks ";

  private Map<Map<String, String>, Integer> rows = Map.of();
  private int rowCount;
  private String gap = "";
  private Run run;

  /** What stood before the run that is open; null before the first. */
  private Before before = new Before(null, Map.of(), "");

  private final List<Map<String, String>> removed = new ArrayList<>();
  private final List<Map<String, String>> added = new ArrayList<>();
  private boolean snapshot;
  private boolean applied = true;
  private String damage = "";

  private record Before(Run run, Map<Map<String, String>, Integer> rows, String gap) {}

  /** Whether a line was sent twice, or belongs to a run before the last one: nothing new. */
  boolean isRepeated(LogLine line) {
    Run next = line.run();
    if (run == null || line.kind() == Kind.SNAPSHOT_ROW) {
      return false;
    }
    if (next.equals(run)) {
      return line.kind() == Kind.BATCH;
    }
    if (next.epoch() != run.epoch()) {
      return before.run != null
          && next.epoch() == before.run.epoch()
          && next.unixTime() <= before.run.unixTime();
    }
    // A higher counter is newer whatever the host's clock says: that may have been set back.
    return next.counter() >= 0
        && next.unixTime() <= run.unixTime()
        && (next.counter() <= run.counter() || run.counter() < 0);
  }

  void apply(LogLine line) {
    if (!line.run().equals(run)) {
      settle();
      before = new Before(run, rows, gap);
      run = line.run();
      removed.clear();
      added.clear();
    }
    snapshot = line.kind() == Kind.SNAPSHOT_ROW;
    removed.addAll(line.removed());
    added.addAll(line.added());
    applied = false;
  }

  /** A line of the run that is open, or of the next, could not be read. */
  void damaged(String reason) {
    damage = reason;
    applied = false;
  }

  /** All rows, each as often as it is there. */
  List<Map<String, String>> allRows() {
    settle();
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
    settle();
    return gap;
  }

  private void settle() {
    if (applied || run == null) {
      return;
    }
    applied = true;
    withoutResent();
    boolean whole = isWhole();
    gap = whole ? "" : gapBefore();
    // Behind a gap nothing is certain but what is logged from there on.
    boolean known = !whole && damage.isEmpty() && (gap.equals(before.gap) || goesOn());
    rows = new LinkedHashMap<>(known ? before.rows : Map.of());
    rowCount = rows.values().stream().mapToInt(Integer::intValue).sum();
    Set<Map<String, String>> gone = new HashSet<>();
    removed.forEach(row -> remove(row, gone.add(row)));
    added.forEach(this::add);
    if (!damage.isEmpty()) {
      gap = gap.isEmpty() ? damage : gap;
      damage = "";
    }
  }

  /** Whether the run lists all rows there are. */
  private boolean isWhole() {
    if (snapshot) {
      return true;
    }
    if (run.counter() != 0 || !removed.isEmpty()) {
      return false;
    }
    // Until 5.18 the counter fell to 0 while only differences were logged. Rows that were there
    // before are listed by a first run alone.
    return before.run == null
        || before.run.epoch() != run.epoch()
        || added.isEmpty()
        || before.rows.isEmpty()
        || added.stream().anyMatch(before.rows::containsKey);
  }

  /** Whether a run that can't be the next one still changes just what stands there. */
  private boolean goesOn() {
    return run.counter() < 0
        || (run.counter() == 0
            && !removed.isEmpty()
            && removed.stream().allMatch(before.rows::containsKey));
  }

  private String gapBefore() {
    Run last = before.run;
    if (run.counter() < 0) {
      return "the log has no counter: osqueryd is too old to rebuild its answers";
    }
    if (run.counter() == 0 && last != null) {
      return "the counter fell back to 0 in epoch %d, but the run lists only what changed"
          .formatted(run.epoch());
    }
    if (last == null || last.epoch() != run.epoch()) {
      return LACKS + "the first run (counter 0) of epoch " + run.epoch();
    }
    if (run.counter() == last.counter() + 1 || !before.gap.isEmpty()) {
      return before.gap;
    }
    return run.counter() > last.counter()
        ? LACKS + "runs between counter %d and %d".formatted(last.counter(), run.counter())
        : "the counter fell back from %d to %d".formatted(last.counter(), run.counter());
  }

  /**
   * A run that was sent twice stands there twice. Equal rows are no proof of that: tables have
   * some, and then the first run shows it.
   */
  private void withoutResent() {
    if (run.counter() > 0 && !snapshot) {
      if (before.rows.values().stream().noneMatch(times -> times > 1)) {
        Set<Map<String, String>> once = new HashSet<>();
        added.removeIf(row -> !once.add(row));
      }
      return;
    }
    int half = added.size() / 2;
    List<Map<String, String>> first = added.subList(0, half);
    if (first.equals(added.subList(half, added.size())) && new HashSet<>(first).size() > 1) {
      first.clear();
    }
  }

  private void add(Map<String, String> row) {
    if (rowCount == MAX_ROWS) {
      gap = "more than " + MAX_ROWS + " rows; the rest is left out";
      return;
    }
    rows.merge(row, 1, Integer::sum);
    rowCount++;
  }

  private void remove(Map<String, String> row, boolean firstTime) {
    Integer times = rows.get(row);
    if (times == null) {
      gap = gap.isEmpty() && firstTime ? "the log removes a row that it never added" : gap;
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
