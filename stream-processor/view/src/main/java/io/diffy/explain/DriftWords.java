package io.diffy.explain;

import io.diffy.schemas.Difference;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.terminal.Phrases;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What separates the cohorts of a group, query by query. */
final class DriftWords {
  private static final int LONGEST_VALUE = 60;
  private static final int MOST_COLUMNS = 5;

  private DriftWords() {}

  /** One line for each query and cohort, and one for each example; host text is in it. */
  static List<String> of(Finding drift) {
    List<String> lines = new ArrayList<>();
    for (Difference d : drift.differences()) {
      lines.add(
          "%s: %s on the %d with %s%s"
              .formatted(
                  d.query(),
                  Phrases.count(d.things(), "thing"),
                  d.hosts(),
                  d.cohort(),
                  d.examples().isEmpty() || d.examples().size() >= d.things() ? "" : ", such as"));
      d.examples().forEach(example -> lines.add("- " + words(example)));
    }
    return lines;
  }

  private static String words(Example example) {
    if (example.kind() != Kind.CHANGED) {
      return example.kind().word() + " " + cells(example.row());
    }
    return "changed "
        + cells(part(true, example.row(), example.previous()))
        + "; here "
        + cells(part(false, example.row(), example.previous()))
        + "; others "
        + cells(part(false, example.previous(), example.row()));
  }

  /** The cells of a row that another has too, or those that it has not. */
  private static Map<String, String> part(
      boolean same, Map<String, String> row, Map<String, String> other) {
    Map<String, String> left = new LinkedHashMap<>(row);
    left.entrySet().removeIf(e -> e.getValue().equals(other.get(e.getKey())) != same);
    return left;
  }

  private static String cells(Map<String, String> row) {
    return row.entrySet().stream()
        .filter(e -> !e.getValue().isEmpty())
        .limit(MOST_COLUMNS)
        .map(e -> e.getKey() + "=" + Phrases.head(e.getValue(), LONGEST_VALUE))
        .collect(Collectors.joining(" "));
  }
}
