package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Reply;
import io.diffy.console.state.GroupState;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Absent;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Kind;
import io.diffy.view.HostRanking.RankedHost;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Groups, and how hosts stand in queries. */
record GroupsApi(Desk desk, FindingJson json) {
  Map<String, Handling> handlings() {
    return Map.of("groups", this::groups, "group", this::group, "matrix", this::matrix);
  }

  private Reply groups(Call call) {
    return desk.state()
        .read(
            () -> {
              Tally tally = desk.tally();
              String text = call.text("text", 200).orElse("").toLowerCase(Locale.ROOT);
              List<GroupState> groups =
                  desk.state().groups().stream()
                      .filter(g -> FindingFilter.contains(g.key().toString(), text))
                      .sorted(
                          Comparator.<GroupState>comparingLong(g -> -tally.accusations(g))
                              .thenComparing(g -> -tally.stories(g).size())
                              .thenComparing(GroupState::key))
                      .toList();
              return Reply.ok(
                  Paging.page(call, groups, g -> g.key().toString(), g -> summary(g, tally)));
            });
  }

  static ObjectNode summary(GroupState group, Tally tally) {
    GroupKey key = group.key();
    ObjectNode node = FindingJson.node().put("group", key.toString()).put("asg", key.asg());
    FindingJson.text(node, "account", key.account());
    FindingJson.text(node, "region", key.region());
    int hosts = group.hosts().size();
    int judged = group.judged().size();
    node.put("hosts", hosts).put("judged", judged).put("silent", hosts - judged);
    node.put("queries", group.queries().size());
    node.set("open", FindingJson.counts(tally.severities(group)));
    node.put("accusations", tally.accusations(group));
    node.put("told", tally.stories(group).size() - tally.accusations(group));
    group.lastEvaluated().ifPresent(at -> FindingJson.time(node, "last_evaluated_at", at));
    node.put("not_judged", group.newest().stream().mapToInt(e -> e.absent().size()).sum());
    return node.put("no_data", judged == 0);
  }

  private Reply group(Call call) {
    return desk.state()
        .read(
            () -> {
              GroupState group = desk.group(call.required("group"));
              Tally tally = desk.tally();
              List<Finding> open = tally.open(group);
              ObjectNode node = FindingJson.node();
              node.set("summary", summary(group, tally));
              cohorts(group, node.putArray("cohorts"));
              ArrayNode queries = node.putArray("queries");
              group.newest().forEach(evaluation -> queries.add(query(evaluation, open)));
              json.all(node, "drift", open.stream().filter(f -> f.kind() == Kind.DRIFT).toList());
              json.all(node, "gaps", open.stream().filter(f -> f.kind() == Kind.COVERAGE).toList());
              return Reply.ok(node);
            });
  }

  private static void cohorts(GroupState group, ArrayNode cohorts) {
    Map<Cohort, Integer> hosts = new TreeMap<>();
    group.hosts().forEach(id -> hosts.merge(group.named(id).cohort(), 1, Integer::sum));
    hosts.remove(Cohort.UNKNOWN);
    hosts.forEach(
        (cohort, count) -> {
          ObjectNode node = cohorts.addObject().put("label", cohort.label()).put("hosts", count);
          FindingJson.cohort(node, cohort);
        });
  }

  private ObjectNode query(Evaluation evaluation, List<Finding> ofGroup) {
    List<Finding> open =
        ofGroup.stream().filter(f -> f.query().equals(evaluation.query())).toList();
    ObjectNode node = FindingJson.node().put("query", evaluation.query());
    FindingJson.time(node, "evaluated_at", evaluation.evaluatedAt());
    FindingJson.time(node, "window_start", evaluation.windowStart());
    FindingJson.text(node, "round_id", evaluation.roundId());
    node.put("covered", evaluation.covered().size()).put("absent", evaluation.absent().size());
    Map<String, Integer> reasons = new TreeMap<>();
    evaluation.absent().forEach(one -> reasons.merge(one.reason(), 1, Integer::sum));
    ObjectNode why = node.putObject("absent_reasons");
    reasons.forEach(why::put);
    node.put("findings", open.size());
    FindingJson.worst(open).ifPresent(worst -> node.put("worst", worst));
    node.put("overflow", evaluation.open().overflow());
    node.put("hidden", evaluation.open().hidden().size());
    ArrayNode baselines = node.putArray("baselines");
    evaluation
        .baselineVersions()
        .forEach(
            used ->
                baselines
                    .addObject()
                    .put("cohort", used.cohort())
                    .put("version", used.version())
                    .put("taken_at", used.takenAt().toString()));
    ArrayNode learnt = node.putArray("learnt");
    evaluation
        .learnt()
        .columns()
        .forEach(
            column ->
                learnt
                    .addObject()
                    .put("column", column.column())
                    .put("share", column.share())
                    .put("things", column.things())
                    .put("of", column.of())
                    .put("kept", column.kept()));
    ArrayNode passing = node.putArray("passing");
    evaluation
        .learnt()
        .passing()
        .forEach(
            one -> {
              ObjectNode entry = passing.addObject().put("words", one.visits().words());
              FindingJson.row(entry.putObject("example"), one.example());
            });
    ArrayNode aside = node.putArray("set_aside");
    evaluation.open().setAside().forEach(one -> aside.add(json.of(evaluation, one)));
    return node;
  }

  private Reply matrix(Call call) {
    return desk.state()
        .read(
            () -> {
              GroupState group = desk.group(call.required("group"));
              Map<String, RankedHost> ranked = desk.tally().ranked(group);
              List<Evaluation> newest = group.newest();
              Map<String, Map<String, String>> cells = new HashMap<>();
              for (Evaluation evaluation : newest) {
                Map<String, String> ofQuery = new HashMap<>();
                evaluation.covered().forEach(id -> ofQuery.put(id, "judged"));
                evaluation.absent().stream()
                    .map(Absent::instanceId)
                    .forEach(id -> ofQuery.put(id, "absent"));
                cells.put(evaluation.query(), ofQuery);
              }
              Set<String> all = new TreeSet<>(group.hosts());
              all.addAll(ranked.keySet());
              List<String> hosts =
                  all.stream()
                      .sorted(
                          Comparator.comparingDouble(
                              id -> ranked.containsKey(id) ? -ranked.get(id).score() : 0))
                      .toList();
              ObjectNode page =
                  Paging.page(
                      call,
                      hosts,
                      id -> id,
                      id -> row(group, id, List.copyOf(group.queries()), cells, ranked.get(id)));
              FindingJson.texts(page, "queries", group.queries());
              return Reply.ok(page);
            });
  }

  private static ObjectNode row(
      GroupState group,
      String id,
      List<String> queries,
      Map<String, Map<String, String>> cells,
      RankedHost ranked) {
    List<Finding> open = ranked == null ? List.of() : ranked.findings();
    ObjectNode node = FindingJson.of(group.named(id));
    node.put("score", ranked == null ? 0 : ranked.score());
    FindingJson.worst(open).ifPresent(worst -> node.put("worst", worst));
    node.put("state", InstancesApi.state(group, id));
    ArrayNode row = node.putArray("cells");
    for (String query : queries) {
      row.add(
          FindingJson.worst(open.stream().filter(f -> f.query().equals(query)).toList())
              .orElseGet(() -> cells.get(query).getOrDefault(id, "unknown")));
    }
    return node;
  }
}
