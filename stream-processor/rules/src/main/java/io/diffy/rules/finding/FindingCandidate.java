package io.diffy.rules.finding;

import io.diffy.rules.detection.Deviation;
import io.diffy.rules.detection.Score;
import io.diffy.rules.evaluation.CoverageGap;
import io.diffy.rules.evaluation.DeviationEvidence;
import io.diffy.rules.evaluation.GapReason;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.BaselineUsed;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one evaluation says of some instances: a deviation, or a gap in coverage. It becomes an
 * event only if it is new or differs from what is known.
 *
 * @param subject what it is about
 * @param instances sorted by id
 * @param firstSeen time of the first answer that shows it
 * @param lastSeen time of the last
 * @param rows what a person sees of it
 * @param prevalence how many of whom have it, and who disagrees
 * @param evidence of a deviation; empty for a gap
 * @param aboveThreshold whether it opens a finding; else it only keeps one open
 */
record FindingCandidate(
    Subject subject,
    List<Instance> instances,
    Instant firstSeen,
    Instant lastSeen,
    EvidenceRows rows,
    Prevalence prevalence,
    Optional<DeviationEvidence> evidence,
    boolean aboveThreshold) {

  /**
   * All that an evaluation found.
   *
   * @param techniques of the query, MITRE ATT&CK ids
   */
  static List<FindingCandidate> of(QueryEvaluation evaluation, List<String> techniques) {
    List<FindingCandidate> candidates = new ArrayList<>();
    for (DeviationEvidence found : evaluation.outcome().found()) {
      candidates.add(deviation(evaluation, found, techniques, true));
    }
    for (DeviationEvidence quiet : evaluation.outcome().belowThreshold()) {
      candidates.add(deviation(evaluation, quiet, techniques, false));
    }
    candidates.addAll(gaps(evaluation, techniques));
    return candidates;
  }

  private static FindingCandidate deviation(
      QueryEvaluation evaluation,
      DeviationEvidence evidence,
      List<String> techniques,
      boolean aboveThreshold) {
    Deviation d = evidence.deviation();
    List<Instant> times = d.hosts().stream().map(HostItems::collectedAt).sorted().toList();
    return new FindingCandidate(
        subject(evaluation, d.kind(), evidence.name(), techniques),
        d.hosts().stream().map(HostItems::instance).toList(),
        times.get(0),
        times.get(times.size() - 1),
        evidence.rows(),
        new Prevalence(
            d.prevalence().method(),
            d.prevalence().hostsWithItem(),
            d.prevalence().hostsCompared(),
            d.prevalence().cohort(),
            d.prevalence().method() == Method.CLUSTER ? List.of() : baselines(evaluation)),
        Optional.of(evidence),
        aboveThreshold);
  }

  private static List<BaselineUsed> baselines(QueryEvaluation evaluation) {
    return evaluation.references().stream()
        .map(reference -> new BaselineUsed(reference.version(), reference.takenAt()))
        .toList();
  }

  /** One for each reason, with all instances that have it. */
  private static List<FindingCandidate> gaps(QueryEvaluation evaluation, List<String> techniques) {
    Map<GapReason, List<CoverageGap>> byReason = new TreeMap<>();
    for (CoverageGap gap : evaluation.hosts().gaps()) {
      byReason.computeIfAbsent(gap.reason(), p -> new ArrayList<>()).add(gap);
    }
    List<FindingCandidate> candidates = new ArrayList<>();
    byReason.forEach(
        (reason, gaps) -> candidates.add(gap(evaluation, reason.word(), gaps, techniques)));
    return candidates;
  }

  private static FindingCandidate gap(
      QueryEvaluation evaluation, String reason, List<CoverageGap> gaps, List<String> techniques) {
    return new FindingCandidate(
        subject(evaluation, Kind.COVERAGE, reason, techniques),
        gaps.stream().map(CoverageGap::instance).toList(),
        gaps.stream().map(CoverageGap::since).min(Comparator.naturalOrder()).orElseThrow(),
        evaluation.at(),
        CoverageRow.of(reason, gaps.get(0).detail()),
        new Prevalence(
            Method.CLUSTER,
            gaps.size(),
            evaluation.covered().size() + gaps.size(),
            Cohort.UNKNOWN.label(),
            List.of()),
        Optional.empty(),
        true);
  }

  private static Subject subject(
      QueryEvaluation evaluation, Kind kind, String name, List<String> techniques) {
    return new Subject(
        FindingUid.of(evaluation.group(), evaluation.query(), kind, name),
        FindingUid.item(evaluation.query(), kind, name),
        evaluation.group(),
        evaluation.query(),
        kind,
        techniques);
  }

  String uid() {
    return subject.uid();
  }

  Kind kind() {
    return subject.kind();
  }

  int hostsCompared() {
    return prevalence.hostsCompared();
  }

  /** How its score came about; a gap has none. */
  Optional<ScoreBreakdown> breakdown() {
    return evidence.map(found -> found.deviation().breakdown());
  }

  double score() {
    return breakdown().map(Score::of).orElse(0.0);
  }

  /** What the group's history adds. */
  Optional<ScoreBreakdown.Past> past() {
    return breakdown().flatMap(ScoreBreakdown::past);
  }

  /** Whether at most the number of hosts that share it keeps it below the threshold. */
  boolean spreading() {
    return aboveThreshold || breakdown().filter(Score::worthALookAlone).isPresent();
  }
}
