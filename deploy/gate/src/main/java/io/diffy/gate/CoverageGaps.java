package io.diffy.gate;

import io.diffy.gate.GateVerdict.Gap;
import io.diffy.schemas.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds what was not compared. */
final class CoverageGaps {
  private CoverageGaps() {}

  static List<Gap> of(List<Evaluation> evaluations, BaselineChoice.Chosen chosen) {
    Set<String> unasked = new TreeSet<>(chosen.expected());
    List<Gap> gaps = new ArrayList<>();
    for (Evaluation evaluation : evaluations) {
      String query = evaluation.query();
      unasked.remove(query);
      boolean known = chosen.sources().containsKey(query);
      byReason(evaluation.absent())
          .forEach((why, who) -> gaps.add(new Gap(query, List.copyOf(who), why, known)));
      if (!known && !evaluation.covered().isEmpty()) {
        gaps.add(new Gap(query, List.of(), "the baseline has no answer to it", false));
      }
    }
    unasked.forEach(
        query -> gaps.add(new Gap(query, List.of(), "no fresh instance answered", true)));
    gaps.sort((a, b) -> a.query().compareTo(b.query()));
    return gaps;
  }

  private static Map<String, Set<String>> byReason(List<Evaluation.Absent> absent) {
    Map<String, Set<String>> byReason = new TreeMap<>();
    absent.forEach(
        one -> byReason.computeIfAbsent(one.reason(), r -> new TreeSet<>()).add(one.instanceId()));
    return byReason;
  }
}
