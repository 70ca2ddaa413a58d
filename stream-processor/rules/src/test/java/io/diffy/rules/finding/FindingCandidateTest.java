package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.evaluation.GapReason;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an evaluation says becomes candidates, each with a uid that is the same in every run. */
class FindingCandidateTest {

  @Test
  void aDeviationKeepsItsUidWhateverTheHostsAndTheTime() {
    FindingCandidate first = only(TestEvaluation.hour(1).usual(1, 39).rogue(40, 40));
    FindingCandidate later = only(TestEvaluation.hour(9).usual(1, 38).rogue(40, 39, 40));

    assertEquals(first.uid(), later.uid());
    assertEquals(List.of("T1053.003"), first.subject().techniques());
    assertEquals(1.903, first.score());
  }

  @Test
  void gapsOfOneReasonAreOneCandidate() {
    List<FindingCandidate> candidates =
        candidates(
            TestEvaluation.hour(1)
                .usual(1, 37)
                .gap(38, GapReason.ERROR, "no such table")
                .gap(39, GapReason.SILENT, "no answer since 3")
                .gap(40, GapReason.SILENT, "no answer since 2"));

    assertEquals(
        List.of(List.of(instance(38)), List.of(instance(39), instance(40))),
        candidates.stream().map(FindingCandidate::instances).toList());
    FindingCandidate silent = candidates.get(1);
    assertEquals(Kind.COVERAGE, silent.kind());
    assertEquals(Map.of("coverage", "silent", "detail", "no answer since 3"), silent.rows().row());
    assertEquals(
        new Prevalence(Method.CLUSTER, 2, 39, "all instances", List.of()), silent.prevalence());
    assertEquals(0, silent.score());
  }

  @Test
  void whatManyShareIsBelowTheThresholdButMaySpread() {
    FindingCandidate quiet =
        only(TestEvaluation.hour(1).usual(1, 36).quietRogue(40, 37, 38, 39, 40));

    assertFalse(quiet.aboveThreshold());
    assertTrue(quiet.spreading());
  }

  private static FindingCandidate only(TestEvaluation evaluation) {
    List<FindingCandidate> candidates = candidates(evaluation);
    assertEquals(1, candidates.size());
    return candidates.get(0);
  }

  private static List<FindingCandidate> candidates(TestEvaluation evaluation) {
    return FindingCandidate.of(evaluation.done(), List.of("T1053.003"));
  }
}
