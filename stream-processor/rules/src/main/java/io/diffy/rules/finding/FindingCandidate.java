package io.diffy.rules.finding;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.diffy.rules.detection.Deviation;
import io.diffy.rules.detection.RoutineRow;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What one evaluation says of some instances: a deviation, or a gap in coverage. It becomes an
 * event only if it is new or differs from what is known.
 *
 * @param subject what it is about
 * @param instances sorted by id
 * @param seenOn time of the answer that shows it on each host, by instance id
 * @param lastSeen time of the last
 * @param rows what a person sees of it
 * @param prevalence how many of whom have it, and who disagrees
 * @param evidence of a deviation; empty for a gap
 * @param aboveThreshold whether it opens a finding; else it only keeps one open
 */
record FindingCandidate(
    Subject subject,
    List<Instance> instances,
    Map<String, Instant> seenOn,
    Instant lastSeen,
    EvidenceRows rows,
    Prevalence prevalence,
    Optional<DeviationEvidence> evidence,
    boolean aboveThreshold) {
  /** What more than a fifth of the hosts lack is no exception. */
  private static final int FEW_LACK = 5;

  /**
   * All that an evaluation found.
   *
   * @param techniques of the query, MITRE ATT&CK ids
   */
  static List<FindingCandidate> of(QueryEvaluation evaluation, List<String> techniques) {
    BiFunction<Kind, String, Subject> subjects =
        (kind, name) ->
            new Subject(
                FindingUid.of(evaluation.group(), evaluation.query(), kind, name),
                FindingUid.item(evaluation.query(), kind, name),
                evaluation.group(),
                evaluation.query(),
                kind,
                techniques);
    List<BaselineUsed> baselines =
        evaluation.references().stream()
            .map(reference -> new BaselineUsed(reference.version(), reference.takenAt()))
            .toList();
    Map<GapReason, List<CoverageGap>> gaps =
        evaluation.hosts().gaps().stream()
            .collect(groupingBy(CoverageGap::reason, TreeMap::new, toList()));
    return Stream.of(
            evaluation.outcome().found().stream()
                .map(found -> deviation(found, subjects, baselines, true)),
            evaluation.outcome().belowThreshold().stream()
                .map(quiet -> deviation(quiet, subjects, baselines, false)),
            gaps.entrySet().stream().map(gap -> gap(gap.getValue(), subjects, evaluation)))
        .flatMap(Function.identity())
        .toList();
  }

  private static FindingCandidate deviation(
      DeviationEvidence evidence,
      BiFunction<Kind, String, Subject> subjects,
      List<BaselineUsed> baselines,
      boolean aboveThreshold) {
    Deviation d = evidence.deviation();
    Prevalence of = d.prevalence();
    Map<String, Instant> times = new TreeMap<>();
    d.hosts().forEach(host -> times.put(host.instanceId(), host.collectedAt()));
    return new FindingCandidate(
        subjects.apply(d.kind(), evidence.name()),
        d.hosts().stream().map(HostItems::instance).toList(),
        times,
        Collections.max(times.values()),
        evidence.rows(),
        of.method() == Method.CLUSTER
            ? of
            : new Prevalence(
                of.method(), of.hostsWithItem(), of.hostsCompared(), of.cohort(), baselines),
        Optional.of(evidence),
        aboveThreshold);
  }

  /** One for each reason, with all instances that have it. */
  private static FindingCandidate gap(
      List<CoverageGap> gaps,
      BiFunction<Kind, String, Subject> subjects,
      QueryEvaluation evaluation) {
    GapReason reason = gaps.get(0).reason();
    Map<String, Instant> since = new TreeMap<>();
    gaps.forEach(gap -> since.put(gap.instance().instanceId(), gap.since()));
    return new FindingCandidate(
        subjects.apply(Kind.COVERAGE, reason.word()),
        gaps.stream().map(CoverageGap::instance).toList(),
        since,
        evaluation.at(),
        CoverageRow.of(reason.word(), gaps.get(0).detail()),
        new Prevalence(
            Method.CLUSTER,
            gaps.size(),
            evaluation.covered().size() + (reason.absent() ? gaps.size() : 0),
            Cohort.UNKNOWN.label(),
            List.of()),
        Optional.empty(),
        true);
  }

  /**
   * The same, in the story that it was part of before, while nobody can say whether the query that
   * told it tells it still: it was not evaluated at this time.
   */
  FindingCandidate inStoryOf(Optional<FindingState> before, QueryEvaluation evaluation) {
    String told =
        before
            .filter(FindingState::open)
            .flatMap(state -> state.finding().breakdown())
            .map(ScoreBreakdown::story)
            .orElse("");
    if (told.isEmpty()
        || evaluation.outcome().stories().evaluated(told)
        || breakdown().filter(terms -> terms.story().isEmpty()).isEmpty()) {
      return this;
    }
    return with(breakdown().orElseThrow().inStory(told));
  }

  /** The same, weighed otherwise. */
  FindingCandidate with(ScoreBreakdown terms) {
    DeviationEvidence own = evidence.orElseThrow();
    return new FindingCandidate(
        subject,
        instances,
        seenOn,
        lastSeen,
        rows,
        prevalence,
        Optional.of(own.with(own.deviation().with(terms))),
        aboveThreshold);
  }

  /**
   * Whether an open finding stays so though this is below the threshold: it is not less odd because
   * more hosts were attacked, or fewer answered. A job that more than a fifth of the hosts don't
   * run at the moment, or that many run in other words, only comes and goes.
   */
  boolean keepsOpen(Optional<FindingState> before) {
    return before
        .filter(FindingState::isRemembered)
        .filter(
            state ->
                !RoutineRow.comesAndGoes(kind(), rows)
                    || hostsCompared() < state.finding().hostsCompared()
                    || (kind() == Kind.MISSING
                        ? FEW_LACK * instances.size() <= hostsCompared()
                        : spreading()))
        .isPresent();
  }

  /** Time of the first answer that shows it. */
  Instant firstSeen() {
    return Collections.min(seenOn.values());
  }

  /** Its rows of the thing on a host; none where it has none, or was not compared. */
  List<Long> itemsOn(String instanceId) {
    return evidence.map(found -> found.items().get(instanceId)).orElse(List.of());
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
