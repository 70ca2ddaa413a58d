package io.diffy.processor.finding;

import io.diffy.processor.judge.Absentee;
import io.diffy.processor.judge.Judgement;
import io.diffy.processor.rules.Covered;
import io.diffy.processor.rules.Working;
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
record Claim(
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
    Optional<Working> working,
    boolean spreading,
    boolean loud) {

  /** What the group's history adds. */
  Optional<Working.Past> past() {
    return working.flatMap(Working::past);
  }

  static List<Claim> of(Judgement judgement) {
    List<Claim> claims = new ArrayList<>();
    judgement.found().forEach(found -> claims.add(deviation(judgement, found, true)));
    judgement.whispers().forEach(found -> claims.add(deviation(judgement, found, false)));
    claims.addAll(gaps(judgement));
    return claims;
  }

  private static Claim deviation(Judgement judgement, Judgement.Found found, boolean loud) {
    var d = found.deviation();
    List<Instant> times = d.hosts().stream().map(Covered::collectedAt).sorted().toList();
    return new Claim(
        FindingUid.of(judgement.group(), judgement.query(), d.kind(), found.name()),
        FindingUid.item(judgement.query(), d.kind(), found.name()),
        d.kind(),
        d.hosts().stream().map(Covered::instance).toList(),
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
  private static List<Claim> gaps(Judgement judgement) {
    Map<Absentee.Problem, List<Absentee>> byProblem = new TreeMap<>();
    for (Absentee absentee : judgement.absentees()) {
      byProblem.computeIfAbsent(absentee.problem(), p -> new ArrayList<>()).add(absentee);
    }
    List<Claim> claims = new ArrayList<>();
    byProblem.forEach((problem, gaps) -> claims.add(gap(judgement, problem, gaps)));
    return claims;
  }

  private static Claim gap(
      Judgement judgement, Absentee.Problem problem, List<Absentee> absentees) {
    List<Instance> instances = absentees.stream().map(Absentee::instance).toList();
    Instant first =
        absentees.stream().map(Absentee::since).min(Comparator.naturalOrder()).orElseThrow();
    return new Claim(
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
