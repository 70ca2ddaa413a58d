package io.diffy.benchmarks;

import io.diffy.simulator.Scenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/** The tables of a quality run. */
final class QualityReport {
  private static final int LABELS_SHOWN = 10;

  /** Scenario to method name to score. */
  private final Map<Scenario, Map<String, MethodScore>> scores;

  QualityReport(Map<Scenario, Map<String, MethodScore>> scores) {
    this.scores = scores;
  }

  List<String> lines(String ours) {
    List<String> lines = new ArrayList<>(summary().lines());
    lines.add("");
    lines.add("False findings by query, all scenarios, per 1000 instances:");
    lines.add("");
    lines.addAll(byQuery().lines());
    lines.add("");
    lines.add("Attacks found by " + ours + ":");
    lines.add("");
    lines.addAll(byType(total(ours)).lines());
    lines.add("");
    lines.add("What was odd about the hosts that " + ours + " accused falsely:");
    lines.add("");
    lines.addAll(byLabel(total(ours)).lines());
    return lines;
  }

  private ReportTable summary() {
    ReportTable table =
        new ReportTable(
            "scenario, method",
            "instances",
            "attacks",
            "recall",
            "primary",
            "false per 1000",
            "clean accused",
            "P@K",
            "delay");
    scores.forEach(
        (scenario, methods) ->
            methods.forEach(
                (method, score) -> {
                  MethodScore.Found found = score.found();
                  OptionalInt delay = score.medianDelay();
                  table.row(
                      scenario.word() + ", " + method,
                      "%,d".formatted(score.instances),
                      "%,d".formatted(found.all()),
                      share(found.any(), found.all()),
                      share(found.primary(), found.all()),
                      "%,.0f".formatted(score.falsePer1000()),
                      share(score.cleanAccused, score.clean),
                      share(score.rankedRight, score.ranked),
                      delay.isEmpty() ? "-" : delay.getAsInt() + " to " + score.longestDelay());
                }));
    return table;
  }

  private ReportTable byQuery() {
    List<String> methods = new ArrayList<>();
    scores
        .values()
        .forEach(
            row -> row.keySet().stream().filter(m -> !methods.contains(m)).forEach(methods::add));
    List<MethodScore> totals = methods.stream().map(this::total).toList();
    List<String> titles = new ArrayList<>(List.of("query"));
    titles.addAll(methods);
    ReportTable table = new ReportTable(titles.toArray(String[]::new));
    TreeSet<String> queries = new TreeSet<>();
    totals.forEach(total -> queries.addAll(total.falseByQuery.keySet()));
    for (String query : queries) {
      List<String> cells = new ArrayList<>(List.of(query));
      for (MethodScore total : totals) {
        int found = total.falseByQuery.getOrDefault(query, 0);
        cells.add("%,.0f".formatted(1000.0 * found / total.instances));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private static ReportTable byType(MethodScore score) {
    ReportTable table =
        new ReportTable("attack", "technique", "attacks", "found", "by primary evidence");
    score.byType.forEach(
        (type, found) ->
            table.row(
                type.word(),
                type.technique(),
                Integer.toString(found.all()),
                Integer.toString(found.any()),
                Integer.toString(found.primary())));
    return table;
  }

  private static ReportTable byLabel(MethodScore score) {
    ReportTable table = new ReportTable("oddity", "false findings");
    score.falseByLabel.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(LABELS_SHOWN)
        .forEach(label -> table.row(label.getKey(), "%,d".formatted(label.getValue())));
    return table;
  }

  private MethodScore total(String method) {
    MethodScore total = new MethodScore();
    scores.values().stream()
        .filter(methods -> methods.containsKey(method))
        .forEach(methods -> total.add(methods.get(method)));
    return total;
  }

  private static String share(double part, int whole) {
    return whole == 0 ? "-" : "%.2f".formatted(part / whole);
  }
}
