package io.diffy.rules.detection;

import io.diffy.schemas.Cohort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Some cohorts of a group that may differ from all its others: one of them, those that share an
 * image, a launch version or an instance type, or all but such.
 *
 * @param label for a person
 * @param members numbers of its cohorts, ascending
 */
record CohortSplit(String label, List<Integer> members) {

  /** Every side of these cohorts, in a fixed order; those with the same members are one. */
  static List<CohortSplit> of(List<Cohort> cohorts) {
    Map<List<Integer>, String> labels = new LinkedHashMap<>();
    for (int n = 0; n < cohorts.size(); n++) {
      labels.put(List.of(n), cohorts.get(n).label());
    }
    addShared(labels, cohorts, Cohort::launchVersion, "launch version ");
    addShared(labels, cohorts, Cohort::ami, "");
    addShared(labels, cohorts, Cohort::instanceType, "");
    for (Map.Entry<List<Integer>, String> side : List.copyOf(labels.entrySet())) {
      List<Integer> others =
          IntStream.range(0, cohorts.size())
              .filter(n -> !side.getKey().contains(n))
              .boxed()
              .toList();
      labels.putIfAbsent(others, "all but " + side.getValue());
    }
    return labels.entrySet().stream().map(e -> new CohortSplit(e.getValue(), e.getKey())).toList();
  }

  private static void addShared(
      Map<List<Integer>, String> labels,
      List<Cohort> cohorts,
      Function<Cohort, String> part,
      String word) {
    Map<String, List<Integer>> sharing = new TreeMap<>();
    for (int n = 0; n < cohorts.size(); n++) {
      sharing.computeIfAbsent(part.apply(cohorts.get(n)), v -> new ArrayList<>()).add(n);
    }
    sharing.forEach(
        (value, members) -> {
          if (!value.isEmpty() && members.size() < cohorts.size()) {
            labels.putIfAbsent(List.copyOf(members), word + value);
          }
        });
  }
}
