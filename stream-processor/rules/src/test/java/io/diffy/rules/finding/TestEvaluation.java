package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;

import io.diffy.rules.detection.DeviatingItem;
import io.diffy.rules.detection.Deviation;
import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.rules.evaluation.CoverageGap;
import io.diffy.rules.evaluation.DeviationEvidence;
import io.diffy.rules.evaluation.EvaluationWindow;
import io.diffy.rules.evaluation.GapReason;
import io.diffy.rules.evaluation.ItemPresence;
import io.diffy.rules.evaluation.ItemRows;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.evaluation.QueryEvaluation.EvaluatedHosts;
import io.diffy.rules.evaluation.QueryEvaluation.EvaluationOutcome;
import io.diffy.rules.evaluation.QueryEvaluation.SeparationEvidence;
import io.diffy.rules.evaluation.StoryLeads;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.rules.volatility.Volatility;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.ScoreBreakdown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What one evaluation of {@code crontab} in web-prod found, written by hand. */
public final class TestEvaluation {
  static final long USUAL = 1;
  static final long ROGUE = 2;

  private final Instant at;
  private final List<HostItems> covered = new ArrayList<>();
  private final List<CoverageGap> gaps = new ArrayList<>();
  private final Set<String> terminated = new TreeSet<>();
  private final List<BaselineItems> baselines = new ArrayList<>();
  private final List<DeviationEvidence> found = new ArrayList<>();
  private final List<DeviationEvidence> belowThreshold = new ArrayList<>();
  private final List<SeparationEvidence> separations = new ArrayList<>();
  private List<String> masked = List.of();
  private Occasion occasion = Occasion.SCHEDULE;

  /** The n-th hour's evaluation. */
  static TestEvaluation hour(int n) {
    return new TestEvaluation(THREE_AM.plus(Duration.ofHours(n)));
  }

  private TestEvaluation(Instant at) {
    this.at = at;
  }

  /** Hosts that answer as all do. */
  TestEvaluation usual(int first, int last) {
    IntStream.rangeClosed(first, last).forEach(n -> covered.add(host(n, USUAL)));
    return this;
  }

  /** Hosts with a line that nobody else has, found with a score for so many hosts. */
  TestEvaluation rogue(int exposure, int... hosts) {
    found.add(evidence(exposure, hosts));
    return this;
  }

  /** The same, not worth a look because so many share it. */
  TestEvaluation quietRogue(int exposure, int... hosts) {
    belowThreshold.add(evidence(exposure, hosts));
    return this;
  }

  private DeviationEvidence evidence(int exposure, int... hosts) {
    List<HostItems> deviating = Arrays.stream(hosts).mapToObj(n -> host(n, USUAL, ROGUE)).toList();
    covered.addAll(deviating);
    Prevalence prevalence =
        new Prevalence(Method.CLUSTER, hosts.length, exposure, "ami-0a7", List.of());
    ScoreBreakdown score =
        new ScoreBreakdown(hosts.length, 0, exposure, 1.42, false, false, Optional.empty());
    return new DeviationEvidence(
        new Deviation(
            new DeviatingItem(Kind.UNEXPECTED, ROGUE, 0, 0),
            deviating,
            prevalence,
            false,
            score,
            List.of()),
        "rogue",
        new EvidenceRows(ROGUE_CRON, Map.of(), masked),
        List.of(),
        List.of(),
        Map.of());
  }

  /** What the hosts answered stays; that it deviates is not said any more. */
  TestEvaluation withoutDeviations() {
    found.clear();
    return this;
  }

  TestEvaluation gap(int host, GapReason reason, String detail) {
    gaps.add(new CoverageGap(instance(host), reason, detail, at));
    return this;
  }

  TestEvaluation terminated(int host) {
    terminated.add(instance(host).instanceId());
    return this;
  }

  TestEvaluation baseline(int version) {
    baselines.add(
        new BaselineItems(instance(1).cohort(), version, THREE_AM, List.of(new long[] {USUAL})));
    return this;
  }

  final SetAsideRows aside = new SetAsideRows();

  TestEvaluation masked(String... columns) {
    masked = List.of(columns);
    return this;
  }

  TestEvaluation round(String id, String incident) {
    occasion = new Occasion(id, incident);
    return this;
  }

  TestEvaluation separates(SeparationEvidence separation) {
    separations.add(separation);
    return this;
  }

  HostItems host(int n, long... items) {
    return new HostItems(instance(n), at, items);
  }

  QueryEvaluation done() {
    return new QueryEvaluation(
        WEB_PROD,
        "crontab",
        new EvaluationWindow(at, at.minus(Duration.ofHours(2)), occasion),
        new EvaluatedHosts(
            covered, gaps, terminated, ItemPresence.of(covered, item -> item), ItemRows.none()),
        baselines,
        new EvaluationOutcome(found, belowThreshold, separations, new StoryLeads(), 0, aside),
        NoveltyHistory.NONE,
        Volatility.learn(List.of(), item -> item, Set.of()));
  }
}
