package io.diffy.rules.evaluation;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.LOGROTATE_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.plus;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.finding.Evaluations;
import io.diffy.rules.finding.VisitRule;
import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.CanonicalAnswer.RowItem;
import io.diffy.rules.item.Fingerprints;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.rules.state.KnownItem;
import io.diffy.rules.state.KnownItem.RowSample;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.SetAside;
import io.diffy.schemas.packfile.TriagePack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Answers in, deviations with the rows of the hosts that show them out. */
class QueryEvaluatorTest {
  private static final QueryRules CRON = QueryRules.of(TriagePack.load().queries().get("crontab"));

  private final Fingerprints fingerprints = new Fingerprints();
  private final Map<Long, byte[]> items = new HashMap<>();
  private final List<HostItems> answers = new ArrayList<>();
  private final List<CoverageGap> gaps = new ArrayList<>();
  private final List<CanonicalBaseline> baselines = new ArrayList<>();

  @Test
  void aRogueLineComesWithTheRowOfItsHost() {
    clean(1, 19);
    answer(instance(20), plus(CLEAN_CRON, ROGUE_CRON));
    QueryEvaluation evaluation = evaluate();

    DeviationEvidence found = evaluation.outcome().found().get(0);
    assertEquals(1, evaluation.outcome().found().size());
    assertEquals(ROGUE_CRON, found.rows().row());
    assertEquals(List.of(instance(20).instanceId()), found.deviation().hostIds());
    assertEquals(20, evaluation.history().answers());
    assertTrue(presence(evaluation, 20, found));
    assertFalse(presence(evaluation, 1, found));
  }

  @Test
  void whatOnlyTheBaselineHasComesWithTheBaselinesRow() {
    answer(instance(1), List.of(CLEAN_CRON.get(0)));
    baseline(CLEAN_CRON);
    DeviationEvidence missing = evaluate().outcome().found().get(0);

    assertTrue(CLEAN_CRON.contains(missing.rows().row()), missing.rows()::toString);
    assertEquals(64, missing.name().length(), "hex SHA-256");
  }

  @Test
  void aChangedLineNamesTheColumnsThatDiffer() {
    Map<String, String> later = new HashMap<>(LOGROTATE_CRON);
    later.put("minute", "59");
    clean(1, 19);
    answer(
        instance(20),
        CLEAN_CRON.stream().map(row -> row.equals(LOGROTATE_CRON) ? later : row).toList());
    DeviationEvidence changed = evaluate().outcome().found().get(0);

    assertEquals(List.of("minute"), changed.differing());
    assertEquals(LOGROTATE_CRON, changed.rows().previous());
  }

  @Test
  void gapsAreSortedByInstanceAndAnAnswerThatCantBeWholeIsOne() {
    gaps.add(new CoverageGap(instance(9), GapReason.STALE, "old", THREE_AM));
    gaps.add(new CoverageGap(instance(3), GapReason.ERROR, "no such table", THREE_AM));
    clean(10, 12);

    assertEquals(
        List.of(instance(3), instance(9)),
        evaluate().hosts().gaps().stream().map(CoverageGap::instance).toList());
  }

  @Test
  void anItemThatNobodyKnowsIsABug() {
    ItemCatalog catalog = new ItemCatalog(items, baselines);

    assertThrows(IllegalStateException.class, () -> catalog.row(42, Set.of()));
  }

  @Test
  void whatEachHostHasOfItsOwnIsSetAsideWithAWord() {
    for (int n = 1; n <= 9; n++) {
      answer(instance(n), plus(CLEAN_CRON, own(n)));
    }

    assertEquals(List.of(new SetAside("template", 9, 9, hosts(1, 9), own(1))), aside(evaluate()));
  }

  @Test
  void aMaskedTextInWhichHostsDifferIsSetAsideWithAWord() {
    for (int n = 1; n <= 9; n++) {
      answer(instance(n), plus(CLEAN_CRON, pulls("10.0.7." + n / 3)));
    }
    List<SetAside> aside = aside(evaluate());

    assertEquals(1, aside.size(), aside::toString);
    assertEquals("mask", aside.get(0).reason());
    assertEquals(6, aside.get(0).hosts(), "three hosts show one of the texts that most show");
  }

  @Test
  void noiseIsSetAsideWithAWordAndToldAsOneWhereHealthyHostsHaveNone() {
    clean(1, 20);
    for (int n = 21; n <= 36; n++) {
      answer(instance(n), plus(CLEAN_CRON, pulls("host" + "abcdefghijklmnop".charAt(n - 21))));
    }
    QueryEvaluation evaluation = evaluate();

    assertEquals(1, evaluation.outcome().found().size());
    assertEquals(hosts(21, 36), evaluation.outcome().found().get(0).deviation().hostIds());
    SetAside noise =
        Evaluations.of(
                evaluation,
                List.of(),
                List.of(),
                new VisitRule(evaluation, Map.of(), Set.of(), 500))
            .open()
            .setAside()
            .get(0);
    assertEquals("noise", noise.reason());
    assertEquals(16, noise.rows());
    assertEquals(hosts(21, 36), noise.instances());
  }

  private static Map<String, String> own(int n) {
    return cron("/etc/cron.d/renew", n + "", "/usr/bin/renew --at " + n);
  }

  private static Map<String, String> pulls(String from) {
    return cron("/etc/cron.d/pull-" + from.replaceAll("[0-9.]", ""), "5", "/usr/bin/pull " + from);
  }

  private static Map<String, String> cron(String path, String minute, String command) {
    return Map.of("path", path, "minute", minute, "command", command);
  }

  private static List<String> hosts(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(n -> instance(n).instanceId()).toList();
  }

  private static List<SetAside> aside(QueryEvaluation evaluation) {
    return evaluation.outcome().aside().entries(evaluation.hosts().rows()::example);
  }

  private static boolean presence(QueryEvaluation evaluation, int host, DeviationEvidence found) {
    return evaluation
        .hosts()
        .presence()
        .has(
            instance(host).instanceId(),
            found.deviation().subject(),
            found.deviation().item().identity());
  }

  private void clean(int first, int last) {
    for (int n = first; n <= last; n++) {
      answer(instance(n), CLEAN_CRON);
    }
  }

  private void answer(Instance host, List<Map<String, String>> rows) {
    CanonicalAnswer answer = canonical(host, rows);
    for (int row = 0; row < answer.size(); row++) {
      items.put(answer.print(row), stored(host, answer.line(row)));
    }
    answers.add(new HostItems(host, THREE_AM, answer.items()));
  }

  private void baseline(List<Map<String, String>> rows) {
    CanonicalAnswer clean = canonical(instance(99), rows);
    baselines.add(
        new CanonicalBaseline(
            new BaselineItems(Cohort.UNKNOWN, 1, THREE_AM, List.of(clean.items())), clean.lines()));
  }

  private static CanonicalAnswer canonical(Instance host, List<Map<String, String>> rows) {
    return CanonicalAnswer.of(CRON, Observation.of(host, "crontab", THREE_AM, rows));
  }

  private byte[] stored(Instance host, RowItem line) {
    byte[] identity = fingerprints.digest(line.item().identity());
    return new KnownItem(
            Fingerprints.shortened(identity),
            HexFormat.of().formatHex(identity),
            HexFormat.of().formatHex(fingerprints.digest(line.item().text())),
            line.item().prints(),
            List.of(new RowSample(host.instanceId(), THREE_AM, line.row())),
            line.exact())
        .encode();
  }

  private QueryEvaluation evaluate() {
    EvaluationContext context =
        new EvaluationContext(
            WEB_PROD,
            "crontab",
            new EvaluationWindow(FOUR_AM, THREE_AM, Occasion.SCHEDULE),
            Map.of(),
            new StoryLeads(),
            ExceptionsInForce.NONE,
            new SetAsideRows());
    return new QueryEvaluator(
            context,
            new CrossQueryCorroboration(List.of(), query -> Map.of()),
            CRON,
            answers,
            List.of(),
            gaps,
            items,
            baselines)
        .evaluate(Set.of(), NoveltyHistory.NONE, host -> Optional.empty());
  }
}
