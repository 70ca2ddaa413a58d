package io.diffy.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.rules.item.ColumnPins;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.LearntColumn;
import io.diffy.schemas.Evaluation.Passing;
import io.diffy.schemas.ScoreBreakdown.Visits;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a group taught, by its newest evaluations: the columns that are not compared, with the pins,
 * and what comes and goes.
 */
public final class LearntView {
  /** Fewer hosts can't teach anything, so their evaluation says nothing about what is volatile. */
  private static final int FEWEST_HOSTS = 3;

  private final Map<String, TreeMap<Instant, Learnt>> byQuery = new TreeMap<>();

  /**
   * A column.
   *
   * @param learnt what the newest evaluation says; empty for a pin that had no effect in it
   * @param since the first evaluation of the unbroken series that says so
   * @param version of the set the column belongs to; empty when nothing is left out
   * @param by {@code learnt}, {@code pinned volatile} or {@code pinned never}
   */
  public record Line(
      String query,
      String column,
      Optional<LearntColumn> learnt,
      Optional<Instant> since,
      String version,
      String by) {

    /** One object on one line: query, column, share, things, of, since, version, by. */
    public String json() {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("query", query).put("column", column).put("by", by);
      learnt.ifPresent(
          l -> node.put("share", l.share()).put("things", l.things()).put("of", l.of()));
      since.ifPresent(at -> node.put("since", at.toString()));
      if (!version.isEmpty()) {
        node.put("version", version);
      }
      return node.toString();
    }
  }

  /** What is known to come and go in a query. */
  public record Visitor(String query, Passing passing) {

    /** One object on one line: query, row, hosts, days, of_days, by. */
    public String json() {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("query", query).put("by", "visits");
      passing.example().forEach(node.putObject("row")::put);
      Visits visits = passing.visits();
      node.put("hosts", visits.hosts()).put("days", visits.days()).put("of_days", visits.span());
      return node.toString();
    }
  }

  /** Takes an evaluation of the group, in any order. */
  public void add(Evaluation evaluation) {
    if (evaluation.covered().size() >= FEWEST_HOSTS) {
      byQuery
          .computeIfAbsent(evaluation.query(), q -> new TreeMap<>())
          .put(evaluation.evaluatedAt(), evaluation.learnt());
    }
  }

  /** By query and column; of a query's pins those that are not said by the evaluations too. */
  public List<Line> lines(Map<String, ColumnPins> pins) {
    Map<String, Line> lines = new TreeMap<>();
    byQuery.forEach(
        (query, history) -> {
          Learnt newest = history.lastEntry().getValue();
          for (LearntColumn column : newest.columns()) {
            put(
                lines,
                new Line(
                    query,
                    column.column(),
                    Optional.of(column),
                    Optional.of(since(history, column)),
                    column.kept() ? "" : newest.version(),
                    column.kept() ? "pinned never" : "learnt"));
          }
        });
    pins.forEach(
        (query, pinned) -> {
          pinned.volatileColumns().forEach(c -> put(lines, pin(query, c, "pinned volatile")));
          pinned.never().forEach(c -> put(lines, pin(query, c, "pinned never")));
        });
    return List.copyOf(lines.values());
  }

  /** What comes and goes, by query. */
  public List<Visitor> visitors() {
    List<Visitor> visitors = new ArrayList<>();
    byQuery.forEach(
        (query, history) ->
            history
                .lastEntry()
                .getValue()
                .passing()
                .forEach(passing -> visitors.add(new Visitor(query, passing))));
    return visitors;
  }

  /** For how many items that came and went there was no room in the memory of the group. */
  public int leftOut() {
    return byQuery.values().stream().mapToInt(h -> h.lastEntry().getValue().passingLeftOut()).sum();
  }

  private static void put(Map<String, Line> lines, Line line) {
    lines.putIfAbsent(line.query() + '\n' + line.column(), line);
  }

  private static Line pin(String query, String column, String by) {
    return new Line(query, column, Optional.empty(), Optional.empty(), "", by);
  }

  private static Instant since(NavigableMap<Instant, Learnt> history, LearntColumn column) {
    Instant since = history.lastKey();
    for (Map.Entry<Instant, Learnt> entry : history.descendingMap().entrySet()) {
      boolean same =
          entry.getValue().columns().stream()
              .anyMatch(c -> c.column().equals(column.column()) && c.kept() == column.kept());
      if (!same) {
        break;
      }
      since = entry.getKey();
    }
    return since;
  }

  /** The lines for a person. */
  public static TableView table(List<Line> lines) {
    TableView table =
        new TableView()
            .column("QUERY")
            .flexible("COLUMN")
            .number("SHARE")
            .column("THINGS", "SINCE (UTC)")
            .column("BY", "VERSION");
    for (Line line : lines) {
      List<String> cells = new ArrayList<>(List.of(line.query(), line.column()));
      cells.add(line.learnt().map(l -> String.format(Locale.ROOT, "%.3f", l.share())).orElse("-"));
      cells.add(line.learnt().map(l -> l.things() + " of " + l.of()).orElse("-"));
      cells.add(line.since().map(TimeText::minutes).orElse("-"));
      cells.add(line.by());
      cells.add(line.version().isEmpty() ? "-" : line.version());
      table.row(Style.PLAIN, cells);
    }
    return table;
  }

  /** What comes and goes, for a person. */
  public static TableView visitors(List<Visitor> visitors, RowSummary summary) {
    TableView table = new TableView().column("QUERY").flexible("COMES AND GOES").column("SEEN");
    for (Visitor visitor : visitors) {
      Passing passing = visitor.passing();
      table.row(
          Style.PLAIN,
          List.of(
              visitor.query(),
              summary.of(visitor.query(), passing.example()),
              passing.visits().words()));
    }
    return table;
  }
}
