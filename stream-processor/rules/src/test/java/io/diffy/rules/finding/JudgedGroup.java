package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.rules.evaluation.CrossQueryCorroboration;
import io.diffy.rules.evaluation.EvaluationContext;
import io.diffy.rules.evaluation.EvaluationWindow;
import io.diffy.rules.evaluation.ExactTexts;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.evaluation.QueryEvaluator;
import io.diffy.rules.evaluation.StoryLeads;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.finding.LifecycleRule.TableMeaning;
import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.CanonicalAnswer.RowItem;
import io.diffy.rules.item.Fingerprints;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.rules.state.ItemVisits;
import io.diffy.rules.state.KnownItem;
import io.diffy.rules.state.KnownItem.RowSample;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.TriagePack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A group judged hour after hour: raw rows of its hosts in, what is open against whom out. */
final class JudgedGroup {
  private static final Pack PACK = TriagePack.load();
  private static final Duration HOUR = Duration.ofHours(1);

  private final Fingerprints fingerprints = new Fingerprints();
  private final Map<String, Map<String, FindingState>> states = new TreeMap<>();
  private final Map<String, Map<Long, byte[]>> items = new HashMap<>();
  private final Map<String, Map<String, ItemVisits>> visits = new HashMap<>();
  private final Map<String, Set<String>> accused = new TreeMap<>();
  private final Map<String, NoveltyHistory> histories = new HashMap<>();
  private final Map<String, long[]> before = new HashMap<>();
  private final Map<String, Learnt> learnt = new HashMap<>();
  private Instant at = THREE_AM;

  /** What a host answers: rows by query. */
  record Host(Instance instance, Map<String, List<Map<String, String>>> answers) {}

  JudgedGroup judge(List<Host> hosts) {
    Map<String, List<HostItems>> answers = new TreeMap<>();
    for (Host host : hosts) {
      host.answers()
          .forEach(
              (query, rows) ->
                  answers
                      .computeIfAbsent(query, q -> new ArrayList<>())
                      .add(answer(query, host.instance(), rows)));
    }
    at = at.plus(HOUR);
    StoryLeads stories = new StoryLeads();
    answers.keySet().forEach(query -> judge(query, answers, stories));
    return this;
  }

  private void judge(String query, Map<String, List<HostItems>> answers, StoryLeads stories) {
    Set<String> supporting = new TreeSet<>(answers.keySet());
    supporting.removeIf(other -> other.equals(query) || rules(other).software());
    QueryEvaluation evaluation =
        new QueryEvaluator(
                new EvaluationContext(
                    WEB_PROD,
                    query,
                    new EvaluationWindow(at, at.minus(HOUR), Occasion.SCHEDULE),
                    Map.of(),
                    stories,
                    ExceptionsInForce.NONE,
                    new SetAsideRows()),
                new CrossQueryCorroboration(
                    rules(query).software() ? Set.of() : supporting,
                    other ->
                        ExactTexts.masked(
                            answers.get(other).stream()
                                .collect(toMap(HostItems::instanceId, HostItems::items)),
                            items.get(other))),
                rules(query),
                answers.get(query),
                List.of(),
                List.of(),
                items.get(query),
                List.of())
            .evaluate(
                Set.of(),
                histories.getOrDefault(query, NoveltyHistory.NONE),
                host -> Optional.ofNullable(before.get(query + host.instanceId())));
    histories.put(query, evaluation.history());
    answers.get(query).forEach(host -> before.put(query + host.instanceId(), host.items()));
    Map<String, FindingState> known = states.computeIfAbsent(query, q -> new TreeMap<>());
    TableMeaning meaning = new TableMeaning(PACK.queries().get(query).severity(), List.of());
    Map<String, ItemVisits> memory = visits.computeIfAbsent(query, q -> new TreeMap<>());
    Set<String> suspects = accused.values().stream().flatMap(Set::stream).collect(toSet());
    VisitRule rule = new VisitRule(evaluation, memory, suspects, 500);
    new LifecycleRule(evaluation, ExceptionsInForce.NONE, meaning, rule)
        .steps(known)
        .forEach(step -> known.put(step.finding().uid(), step.state()));
    accused.put(query, VisitRule.accused(known.values()));
    memory.putAll(rule.learn(accused.get(query)));
    memory.values().removeIf(ItemVisits::isEmpty);
    learnt.put(query, rule.with(Learnt.NOTHING));
  }

  /** Time in which nobody looks. */
  JudgedGroup pass(Duration time) {
    at = at.plus(time);
    return this;
  }

  /** What is known to come and go in a query, by its newest evaluation. */
  Learnt learnt(String query) {
    return learnt.get(query);
  }

  /** All that is open, in a fixed order. */
  List<Finding> open() {
    return states.values().stream()
        .flatMap(known -> known.values().stream())
        .filter(FindingState::open)
        .map(FindingState::finding)
        .filter(finding -> finding.kind().isDeviation())
        .toList();
  }

  /** What is open against a host. */
  List<Finding> against(Instance host) {
    return open().stream()
        .filter(
            finding ->
                finding.instances().stream()
                    .anyMatch(i -> i.instanceId().equals(host.instanceId())))
        .toList();
  }

  /** The worst of it. */
  Severity worst(Instance host) {
    return against(host).stream()
        .map(Finding::severity)
        .max(Severity::compareTo)
        .orElse(Severity.INFORMATIONAL);
  }

  private static QueryRules rules(String query) {
    return QueryRules.of(PACK.queries().get(query));
  }

  private HostItems answer(String query, Instance host, List<Map<String, String>> rows) {
    CanonicalAnswer answer =
        CanonicalAnswer.of(rules(query), Observation.of(host, query, at, rows));
    Map<Long, byte[]> known = items.computeIfAbsent(query, q -> new HashMap<>());
    for (int n = 0; n < answer.size(); n++) {
      RowItem line = answer.line(n);
      byte[] identity = fingerprints.digest(line.item().identity());
      known.computeIfAbsent(
          answer.print(n),
          print ->
              new KnownItem(
                      Fingerprints.shortened(identity),
                      HexFormat.of().formatHex(identity),
                      HexFormat.of().formatHex(fingerprints.digest(line.item().text())),
                      line.item().prints(),
                      List.of(new RowSample(host.instanceId(), at, line.row())),
                      line.exact())
                  .encode());
    }
    return new HostItems(host, at, answer.items());
  }
}
