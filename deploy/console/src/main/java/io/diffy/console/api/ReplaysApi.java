package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Reply;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.replay.GroupReplay;
import io.diffy.replay.ReplayWindow;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.view.OpenFindings;
import io.diffy.view.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A window judged again by today's rules, and what of it stands otherwise. */
record ReplaysApi(Desk desk, AnalysisTasks tasks, DecisionWriter writer) {
  private static final Duration LONGEST = Duration.ofDays(7);

  Map<String, Handling> handlings() {
    return Map.of("startReplay", this::start);
  }

  private Reply start(Call call) {
    GroupKey group = desk.state().read(() -> desk.group(call.required("group")).key());
    call.required("from");
    Instant from = call.time("from").orElseThrow();
    Instant to = call.until("to").orElse(call.now());
    if (!from.isBefore(to) || to.isAfter(call.now())) {
      throw Problem.wrong("to", "it must lie after \"from\", and not in the future");
    }
    if (from.plus(LONGEST).isBefore(to)) {
      throw Problem.wrong("from", "at most seven days before \"to\"; for more, diffy replay");
    }
    Optional<Duration> warmUp = call.text("warm_up", 100).map(ReplaysApi::span);
    GroupReplay replay =
        new GroupReplay(
            desk.cluster(),
            DiffyConfig.shipped(),
            group,
            new ReplayWindow(Optional.of(from), Optional.of(to), warmUp),
            call.flag("today"));
    ReplayTask task = new ReplayTask(replay, call);
    tasks.start(task);
    writer.work(task, task.asked(), call);
    return Reply.of(202, task.json()).with("Location", "/v1/tasks/" + task.id());
  }

  private static Duration span(String text) {
    try {
      return TimeText.span(text);
    } catch (IllegalArgumentException e) {
      throw Problem.wrong("warm_up", e.getMessage());
    }
  }

  /** What the replay would have told otherwise: as it ends against what stood then. */
  static void compare(Desk desk, FindingJson json, ReplayTask task, ObjectNode node) {
    Map<String, Finding> now = open(task.findings());
    Map<String, Finding> then =
        desk.state().find(task.groupKey()).stream()
            .flatMap(group -> group.findings().stream())
            .flatMap(life -> life.asOf(task.to()).stream())
            .filter(Finding::isOpen)
            .collect(Collectors.toMap(Finding::uid, one -> one));
    json.all(node, "new", without(now, then));
    json.all(node, "gone", without(then, now));
    now.keySet().retainAll(then.keySet());
    node.put("same", now.size());
  }

  private static Map<String, Finding> open(List<Finding> findings) {
    Map<String, Finding> open = new HashMap<>();
    findings.stream().filter(Finding::isOpen).forEach(one -> open.put(one.uid(), one));
    return open;
  }

  private static List<Finding> without(Map<String, Finding> these, Map<String, Finding> those) {
    return these.values().stream()
        .filter(one -> !those.containsKey(one.uid()))
        .sorted(OpenFindings.RANK)
        .toList();
  }
}
