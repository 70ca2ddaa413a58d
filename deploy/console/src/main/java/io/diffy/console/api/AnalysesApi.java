package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Problem.Kind;
import io.diffy.console.http.Reply;
import io.diffy.continuous.GroupOnDemand;
import io.diffy.ondemand.Incident;
import io.diffy.schemas.text.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asking a group now: started, watched, and what was found. */
record AnalysesApi(Desk desk, FindingJson json, AnalysisTasks tasks, DecisionWriter writer) {
  private static final int LONGEST_NAME = 200;

  Map<String, Handling> handlings() {
    return Map.of(
        "startAnalysis",
        this::start,
        "tasks",
        this::tasks,
        "task",
        this::task,
        "cancelTask",
        this::cancel);
  }

  private Reply start(Call call) {
    if (tasks.groups().isEmpty()) {
      throw Problem.of(
          Kind.CONFLICT,
          "this console asks no hosts: start it with --http-groups FILE, or use diffy new"
              + " analysis");
    }
    GroupOnDemand group = group(call.required("group"));
    String incident = call.text("incident_id", LONGEST_NAME).orElse("");
    Incident.problem(incident)
        .ifPresent(
            problem -> {
              throw Problem.wrong("incident_id", problem);
            });
    AnalysisTask task = new AnalysisTask(group, incident, call);
    tasks.start(task);
    writer.work(task, incident.isEmpty() ? "" : "incident " + incident, call);
    return Reply.of(202, task.json()).with("Location", "/v1/tasks/" + task.id());
  }

  private GroupOnDemand group(String name) {
    List<GroupOnDemand> fitting =
        tasks.groups().stream()
            .filter(one -> one.key().toString().equals(name) || one.query().key().equals(name))
            .toList();
    if (fitting.size() > 1) {
      throw Problem.wrong("group", fitting.size() + " groups have this name; give the whole key");
    }
    List<String> known = tasks.groups().stream().map(one -> one.query().key()).toList();
    return fitting.stream()
        .findFirst()
        .orElseThrow(
            () ->
                Problem.unknown(
                    "the file of --http-groups has no such group" + Nearest.question(name, known)));
  }

  private Reply tasks(Call call) {
    Optional<String> group = call.text("group");
    List<ConsoleTask> found =
        tasks.all().stream()
            .filter(task -> group.map(task.groupKey()::isNamed).orElse(true))
            .toList();
    return Reply.ok(Paging.page(call, found, ConsoleTask::id, ConsoleTask::json));
  }

  private Reply task(Call call) {
    ConsoleTask task = tasks.find(call.part());
    ObjectNode node = FindingJson.node();
    node.set("task", task.json());
    return desk.state()
        .read(
            () -> {
              json.all(node, "findings", task.findings());
              if (task instanceof ReplayTask replay && replay.isJudged()) {
                ReplaysApi.compare(desk, json, replay, node.putObject("comparison"));
              }
              return Reply.ok(node);
            });
  }

  private Reply cancel(Call call) {
    ConsoleTask task = tasks.find(call.part());
    if (task.isOver()) {
      throw Problem.of(Kind.CONFLICT, "the task is over");
    }
    task.cancel();
    writer.work(task, "that it ends", call);
    return Reply.of(202, task.json());
  }
}
