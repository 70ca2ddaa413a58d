package io.diffy.baseline;

import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the items of a baseline differ from those of another, by the rules that judge hosts. Pure.
 *
 * @param added a raw row of each item that only the later one has
 * @param gone a raw row of each item that only the earlier one has
 */
public record BaselineChange(List<Map<String, String>> added, List<Map<String, String>> gone) {

  /** Nothing before means that nothing is new: there is no change to look at. */
  public static BaselineChange of(Optional<Baseline> before, Baseline after, Pack pack) {
    if (before.isEmpty()) {
      return new BaselineChange(List.of(), List.of());
    }
    Map<Long, Map<String, String>> old = rows(before.get().answers(), pack);
    Map<Long, Map<String, String>> now = rows(after.answers(), pack);
    return new BaselineChange(without(now, old.keySet()), without(old, now.keySet()));
  }

  boolean isNone() {
    return added.isEmpty() && gone.isEmpty();
  }

  /** A raw row of each item of these answers to one query. */
  static Map<Long, Map<String, String>> rows(List<Observation> answers, Pack pack) {
    Map<Long, Map<String, String>> rows = new LinkedHashMap<>();
    for (Observation answer : answers) {
      CanonicalAnswer items = CanonicalAnswer.of(rules(answer.query(), pack), answer);
      for (int row = 0; row < items.size(); row++) {
        rows.putIfAbsent(items.print(row), items.row(row));
      }
    }
    return rows;
  }

  static QueryRules rules(String query, Pack pack) {
    PackQuery known = pack.queries().get(query);
    return known == null ? QueryRules.unknown() : QueryRules.of(known);
  }

  private static List<Map<String, String>> without(
      Map<Long, Map<String, String>> rows, Set<Long> others) {
    Map<Long, Map<String, String>> left = new LinkedHashMap<>(rows);
    left.keySet().removeAll(others);
    return List.copyOf(left.values());
  }
}
