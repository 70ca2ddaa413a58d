package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Reply;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What counts as clean, by whom, since when. */
record BaselinesApi(Desk desk) {
  private static final int MOST_ROWS = 1_000;

  Map<String, Handling> handlings() {
    return Map.of("baselines", this::baselines, "baseline", this::baseline);
  }

  private Reply baselines(Call call) {
    return desk.state()
        .read(
            () -> {
              // A group may have a baseline before anything of it was judged.
              Optional<String> group = call.text("group");
              List<Baseline> found =
                  desk.state().baselines().stream()
                      .filter(b -> group.map(b.group()::isNamed).orElse(true))
                      .filter(b -> call.text("query").map(b.query()::equals).orElse(true))
                      .sorted(
                          Comparator.comparing(Baseline::group)
                              .thenComparing(Baseline::query)
                              .thenComparing(Baseline::cohort)
                              .thenComparing(Comparator.comparing(Baseline::version).reversed()))
                      .toList();
              if (found.isEmpty()) {
                desk.group(call);
              }
              return Reply.ok(Paging.page(call, found, BaselinesApi::id, this::summary));
            });
  }

  private static String id(Baseline baseline) {
    return String.join(" ", baseline.subject().place()) + " " + baseline.version();
  }

  ObjectNode summary(Baseline baseline) {
    Verdict verdict =
        desk.cluster().trust().judge(baseline, desk.cluster().topics().baselines().codec());
    ObjectNode node = FindingJson.node().put("group", baseline.group().toString());
    node.put("query", baseline.query()).put("cohort", baseline.cohort().label());
    FindingJson.cohort(node, baseline.cohort());
    node.put("version", baseline.version());
    node.put(
        "state",
        switch (verdict.standing()) {
          case VALID -> baseline.withdrawn() ? "withdrawn" : "in force";
          case PROPOSED -> "proposed";
          case REFUSED -> "refused";
        });
    FindingJson.time(node, "taken_at", baseline.takenAt());
    node.put("taken_by", baseline.takenBy()).put("source", baseline.source());
    FindingJson.texts(
        node,
        "instances",
        baseline.answers().stream().map(o -> o.instance().instanceId()).distinct().toList());
    node.put("rows", baseline.answers().stream().mapToInt(o -> o.rows().size()).sum());
    FindingJson.texts(node, "signed_by", verdict.keys());
    FindingJson.text(node, "why", verdict.reason());
    return node;
  }

  private Reply baseline(Call call) {
    GroupKey group = desk.groupWithBaselines(call.required("group"));
    return desk.state()
        .read(
            () -> {
              Baseline found = find(call, group, "version");
              ObjectNode node = FindingJson.node();
              node.set("summary", summary(found));
              ArrayNode answers = node.putArray("answers");
              found.answers().forEach(answer -> answer(answer, answers.addObject()));
              return Reply.ok(node);
            });
  }

  /** The one that is meant; the newest, where no version is said. */
  Baseline find(Call call, GroupKey group, String versionField) {
    Optional<Integer> version = call.number(versionField, 1, Integer.MAX_VALUE);
    return desk.state().baselines().stream()
        .filter(b -> b.group().equals(group))
        .filter(b -> b.query().equals(call.required("query")))
        .filter(b -> is(call, "ami", b.cohort().ami()))
        .filter(b -> is(call, "launch_version", b.cohort().launchVersion()))
        .filter(b -> is(call, "instance_type", b.cohort().instanceType()))
        .filter(b -> version.map(v -> v == b.version()).orElse(true))
        .max(Comparator.comparing(Baseline::version))
        .orElseThrow(
            () -> Problem.unknown("there is no such baseline; GET /v1/baselines lists them"));
  }

  private static boolean is(Call call, String name, String value) {
    return call.text(name).map(value::equals).orElse(true);
  }

  private static void answer(Observation answer, ObjectNode node) {
    node.put("instance_id", answer.instance().instanceId());
    FindingJson.time(node, "collected_at", answer.collectedAt());
    ArrayNode rows = node.putArray("rows");
    answer.rows().stream().limit(MOST_ROWS).forEach(row -> FindingJson.row(rows.addObject(), row));
    node.put("total", answer.rows().size());
  }
}
