package io.diffy.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Reply;
import io.diffy.console.state.FindingLife;
import io.diffy.console.state.GroupState;
import io.diffy.console.state.Judged;
import io.diffy.console.state.RecordLookup;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.json.Json;
import io.diffy.view.AnswerStack;
import io.diffy.view.HostRanking;
import io.diffy.view.HostRanking.RankedHost;
import io.diffy.view.OpenFindings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was judged when, and how it stood then. */
record EvaluationsApi(Desk desk, FindingJson json, RecordLookup lookup) {
  private static final int MOST_HOSTS = 100;
  private static final Comparator<Judged> NEWEST_FIRST =
      Comparator.comparing(Judged::at)
          .reversed()
          .thenComparing(Judged::group)
          .thenComparing(Judged::query)
          .thenComparing(Judged::id);

  Map<String, Handling> handlings() {
    return Map.of(
        "evaluations",
        this::evaluations,
        "evaluation",
        this::evaluation,
        "windows",
        this::windows,
        "asOf",
        this::asOf);
  }

  /** A query of a group that was judged so long ago. */
  private record Wait(Evaluation last, Duration ago, Duration patience) {
    boolean late() {
      return ago.compareTo(patience) > 0;
    }

    double share() {
      return (double) ago.toMillis() / patience.toMillis();
    }
  }

  private Reply windows(Call call) {
    return desk.state()
        .read(
            () -> {
              List<Wait> all =
                  desk.groups(call).stream()
                      .flatMap(group -> group.newest().stream())
                      .map(last -> waiting(last, call.now()))
                      .sorted(
                          Comparator.comparingDouble(Wait::share)
                              .reversed()
                              .thenComparing(one -> one.last().group())
                              .thenComparing(one -> one.last().query()))
                      .toList();
              ObjectNode page =
                  Paging.page(
                      call, all, w -> w.last().group() + " " + w.last().query(), this::window);
              return Reply.ok(page.put("late", all.stream().filter(Wait::late).count()));
            });
  }

  private Wait waiting(Evaluation last, Instant now) {
    Duration patience = AnswerStack.patience(desk.pack(), last.query());
    return new Wait(last, Duration.between(last.evaluatedAt(), now), patience);
  }

  private ObjectNode window(Wait of) {
    ObjectNode node = FindingJson.node().put("group", of.last().group().toString());
    node.put("query", of.last().query());
    FindingJson.time(node, "window_start", of.last().windowStart());
    FindingJson.time(node, "evaluated_at", of.last().evaluatedAt());
    Optional.ofNullable(desk.pack().queries().get(of.last().query()))
        .ifPresent(query -> node.put("interval_seconds", query.intervalSeconds()));
    return node.put("seconds_ago", of.ago().toSeconds()).put("late", of.late());
  }

  private Reply evaluations(Call call) {
    Instant from = call.time("from").orElse(Instant.MIN);
    Instant to = call.until("to").orElse(Instant.MAX);
    return desk.state()
        .read(
            () -> {
              List<Judged> past =
                  desk.groups(call).stream()
                      .flatMap(group -> group.past(call.text("query")).stream())
                      .filter(judged -> !judged.at().isBefore(from) && !judged.at().isAfter(to))
                      .sorted(NEWEST_FIRST)
                      .toList();
              return Reply.ok(Paging.page(call, past, Judged::id, FindingJson::of));
            });
  }

  private Reply evaluation(Call call) {
    String query = call.required("query");
    Instant at = call.until("at").orElse(Instant.MAX);
    // The record is read outside of the lock: what was found inside says where it lies.
    Judged judged =
        desk.state()
            .read(
                () -> {
                  GroupState group = desk.group(call.required("group"));
                  if (!group.queries().contains(query)) {
                    throw Problem.unknown("this query was not judged in this group");
                  }
                  Optional<Evaluation> newest =
                      group.newest(query).filter(e -> at.equals(Instant.MAX));
                  return newest
                      .flatMap(e -> group.past(query, e.evaluatedAt()))
                      .or(() -> group.past(query, at))
                      .orElseThrow(
                          () -> Problem.unknown("nothing is known of that time; it is too early"));
                });
    Evaluation whole = lookup.evaluation(judged.partition(), judged.offset());
    return desk.state()
        .read(
            () -> {
              ObjectNode node = FindingJson.node();
              node.set("summary", FindingJson.of(judged));
              node.set("evaluation", tree(whole));
              json.all(
                  node,
                  "findings",
                  whole.open().findings().stream()
                      .flatMap(uid -> desk.state().finding(uid).stream())
                      .flatMap(life -> life.asOf(judged.at()).stream())
                      .sorted(OpenFindings.RANK)
                      .toList());
              return Reply.ok(node);
            });
  }

  private JsonNode tree(Evaluation evaluation) {
    try {
      return Json.tree(desk.cluster().topics().evaluations().codec().encode(evaluation));
    } catch (IOException e) {
      throw new UncheckedIOException("what was just written can't be read", e);
    }
  }

  private Reply asOf(Call call) {
    call.required("at");
    Instant at = call.until("at").orElseThrow();
    return desk.state().read(() -> Reply.ok(asOf(call, at)));
  }

  private ObjectNode asOf(Call call, Instant at) {
    List<FindingLife> lives =
        desk.groups(call).stream().flatMap(group -> group.findings().stream()).toList();
    List<Finding> then =
        lives.stream()
            .flatMap(life -> life.likeAsOf(at).stream())
            .filter(Finding::isOpen)
            .sorted(OpenFindings.RANK)
            .toList();
    ObjectNode node = FindingJson.node().put("at", at.toString());
    List<Judged> all =
        desk.groups(call).stream().flatMap(group -> group.past(Optional.empty()).stream()).toList();
    all.stream()
        .map(Judged::at)
        .min(Comparator.naturalOrder())
        .ifPresent(oldest -> FindingJson.time(node, "oldest", oldest));
    node.set(
        "open",
        FindingJson.counts(
            FindingsApi.stories(then.stream().filter(Finding::isOfHosts).toList()).stream()
                .map(story -> story.head().severity())
                .toList()));
    json.all(
        node,
        "findings",
        then.stream()
            .limit(call.limit())
            .flatMap(one -> desk.state().finding(one.uid()).orElseThrow().asOf(at).stream())
            .toList());
    node.put("total", then.size());
    ArrayNode hosts = node.putArray("hosts");
    for (RankedHost host : HostRanking.of(then).stream().limit(MOST_HOSTS).toList()) {
      GroupState group = desk.state().find(host.instance().group()).orElseThrow();
      hosts.add(InstancesApi.summary(group, host.instanceId(), host));
    }
    ArrayNode evaluations = node.putArray("evaluations");
    for (GroupState group : desk.groups(call)) {
      for (String query : group.queries()) {
        group.past(query, at).ifPresent(judged -> evaluations.add(FindingJson.of(judged)));
      }
    }
    since(lives, at, node.putObject("since"));
    return node;
  }

  private void since(List<FindingLife> lives, Instant at, ObjectNode node) {
    List<Finding> created = new ArrayList<>();
    List<Finding> closed = new ArrayList<>();
    long updated = 0;
    for (FindingLife life : lives) {
      Optional<Finding> before = life.likeAsOf(at);
      if (before.isEmpty()) {
        created.add(life.latest());
      } else if (before.get().isOpen() && !life.latest().isOpen()) {
        closed.add(life.latest());
      }
      updated += life.eventsAfter(at);
    }
    created.sort(OpenFindings.RANK);
    closed.sort(OpenFindings.RANK);
    json.all(node, "created", created.stream().limit(MOST_HOSTS).toList());
    json.all(node, "closed", closed.stream().limit(MOST_HOSTS).toList());
    node.put("updated", updated);
  }
}
