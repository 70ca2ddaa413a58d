package io.diffy.rules.finding;

import io.diffy.rules.detection.ScoreTerms;
import io.diffy.rules.evaluation.CoverageGap;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one evaluation holds against some instances: a deviation, or a gap in coverage. It becomes
 * an event only if it is new or differs from what is known. One that is not loud opens nothing.
 *
 * @param spreading whether only the number of hosts that share it keeps it from being loud
 */
record FindingCandidate(
    String uid,
    String itemUid,
    Kind kind,
    List<Instance> instances,
    Instant firstSeen,
    Instant lastSeen,
    Map<String, String> row,
    Map<String, String> previous,
    Method method,
    int have,
    int covered,
    String cohort,
    double score,
    long subject,
    long identity,
    List<String> differing,
    int alike,
    Optional<ScoreTerms> working,
    boolean spreading,
    boolean loud) {

  /** What the group's history adds. */
  Optional<ScoreTerms.Past> past() {
    return working.flatMap(ScoreTerms::past);
  }

  static List<FindingCandidate> of(QueryEvaluation judgement) {
    List<FindingCandidate> claims = new ArrayList<>();
    judgement.found().forEach(found -> claims.add(deviation(judgement, found, true)));
    judgement.whispers().forEach(found -> claims.add(deviation(judgement, found, false)));
    claims.addAll(gaps(judgement));
    return claims;
  }

  private static FindingCandidate deviation(
      QueryEvaluation judgement, QueryEvaluation.Found found, boolean loud) {
    var d = found.deviation();
    List<Instant> times = d.hosts().stream().map(HostItems::collectedAt).sorted().toList();
    return new FindingCandidate(
        FindingUid.of(judgement.group(), judgement.query(), d.kind(), found.name()),
        FindingUid.item(judgement.query(), d.kind(), found.name()),
        d.kind(),
        d.hosts().stream().map(HostItems::instance).toList(),
        times.get(0),
        times.get(times.size() - 1),
        found.row(),
        found.previous(),
        d.method(),
        d.have(),
        d.covered(),
        d.pool(),
        d.score(),
        d.subject(),
        found.identity(),
        found.differing(),
        d.alike(),
        Optional.of(d.working()),
        loud || d.working().worthALookAlone(),
        loud);
  }

  /** One claim per kind of gap, with all instances that have it. */
  private static List<FindingCandidate> gaps(QueryEvaluation judgement) {
    Map<CoverageGap.Problem, List<CoverageGap>> byProblem = new TreeMap<>();
    for (CoverageGap absentee : judgement.absentees()) {
      byProblem.computeIfAbsent(absentee.problem(), p -> new ArrayList<>()).add(absentee);
    }
    List<FindingCandidate> claims = new ArrayList<>();
    byProblem.forEach((problem, gaps) -> claims.add(gap(judgement, problem, gaps)));
    return claims;
  }

  private static FindingCandidate gap(
      QueryEvaluation judgement, CoverageGap.Problem problem, List<CoverageGap> absentees) {
    List<Instance> instances = absentees.stream().map(CoverageGap::instance).toList();
    Instant first =
        absentees.stream().map(CoverageGap::since).min(Comparator.naturalOrder()).orElseThrow();
    return new FindingCandidate(
        FindingUid.of(judgement.group(), judgement.query(), Kind.COVERAGE, problem.word()),
        FindingUid.item(judgement.query(), Kind.COVERAGE, problem.word()),
        Kind.COVERAGE,
        instances,
        first,
        judgement.at(),
        CoverageRow.of(problem.word(), absentees.get(0).detail()),
        Map.of(),
        Method.CLUSTER,
        instances.size(),
        judgement.covered().size() + instances.size(),
        "all instances",
        0,
        0,
        0,
        List.of(),
        0,
        Optional.empty(),
        true,
        true);
  }
}
