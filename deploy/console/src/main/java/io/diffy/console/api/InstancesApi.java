package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Reply;
import io.diffy.console.state.FindingLife;
import io.diffy.console.state.GroupState;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Absent;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.view.HostRanking.RankedHost;
import io.diffy.view.OpenFindings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Hosts: what is odd on each, and what is as on its peers. */
record InstancesApi(Desk desk, FindingJson json) {
  private static final int MOST_CLOSED = 200;

  private record Host(GroupState group, String id, RankedHost ranked) {
    double score() {
      return ranked == null ? 0 : ranked.score();
    }
  }

  Map<String, Handling> handlings() {
    return Map.of("instances", this::instances, "instance", this::instance);
  }

  private Reply instances(Call call) {
    return desk.state()
        .read(
            () -> {
              Tally tally = desk.tally();
              String text = call.text("text", 200).orElse("").toLowerCase(Locale.ROOT);
              List<Host> hosts = new ArrayList<>();
              for (GroupState group : desk.groups(call)) {
                Map<String, RankedHost> ranked = tally.ranked(group);
                Set<String> ids = text.isEmpty() ? new TreeSet<>(group.hosts()) : group.everKnown();
                ids.addAll(ranked.keySet());
                for (String id : ids) {
                  if (text.isEmpty() || isNamed(group.named(id), text)) {
                    hosts.add(new Host(group, id, ranked.get(id)));
                  }
                }
              }
              hosts.sort(Comparator.comparingDouble(host -> -host.score()));
              return Reply.ok(
                  Paging.page(
                      call,
                      hosts,
                      host -> host.group().key() + " " + host.id(),
                      host -> summary(host.group(), host.id(), host.ranked())));
            });
  }

  private static boolean isNamed(Instance host, String part) {
    return FindingFilter.contains(host.instanceId(), part)
        || FindingFilter.contains(host.hostname(), part)
        || FindingFilter.contains(host.privateIp(), part);
  }

  static ObjectNode summary(GroupState group, String id, RankedHost ranked) {
    ObjectNode node = FindingJson.of(group.named(id));
    node.put("state", state(group, id));
    node.put("score", ranked == null ? 0 : ranked.score());
    node.put("open", ranked == null ? 0 : ranked.findings().size());
    if (ranked != null) {
      FindingJson.worst(ranked.findings()).ifPresent(worst -> node.put("worst", worst));
      ranked.since().ifPresent(since -> FindingJson.time(node, "since", since));
    }
    group.lastJudged(id).ifPresent(at -> FindingJson.time(node, "last_judged_at", at));
    return node;
  }

  static String state(GroupState group, String id) {
    if (group.judged().contains(id)) {
      return group.absent().contains(id) ? "partly" : "judged";
    }
    return group.hosts().contains(id) ? "silent" : "gone";
  }

  private Reply instance(Call call) {
    return desk.state()
        .read(
            () -> {
              GroupState group = desk.group(call.required("group"));
              String id = call.required("instance");
              if (!group.knows(id)) {
                throw Problem.unknown(
                    "nothing is known of this host in this group; GET /v1/instances?text=… looks in all");
              }
              return Reply.ok(page(group, id));
            });
  }

  private ObjectNode page(GroupState group, String id) {
    List<FindingLife> lives = group.findings().stream().filter(life -> everOn(life, id)).toList();
    List<Finding> open =
        lives.stream()
            .map(FindingLife::latest)
            .filter(finding -> finding.isOpen() && isOn(finding, id))
            .sorted(OpenFindings.RANK)
            .toList();
    ObjectNode node = FindingJson.node();
    node.set("summary", summary(group, id, desk.tally().ranked(group).get(id)));
    List<String> normal = new ArrayList<>();
    ArrayNode queries = node.putArray("queries");
    for (Evaluation evaluation : group.newest()) {
      queries.add(query(evaluation, id, open, normal));
    }
    json.all(node, "findings", open);
    json.all(
        node,
        "closed",
        lives.stream()
            .map(FindingLife::latest)
            .filter(finding -> !finding.isOpen() || !isOn(finding, id))
            .sorted(Comparator.comparing(Finding::evaluatedAt).reversed())
            .limit(MOST_CLOSED)
            .toList());
    history(lives, id, node.putArray("history"));
    FindingJson.texts(node, "normal", normal);
    return node;
  }

  private static boolean isOn(Finding finding, String id) {
    return finding.instances().stream().anyMatch(i -> i.instanceId().equals(id));
  }

  /** Where several hosts had it, an earlier event may name one that the last does not. */
  private static boolean everOn(FindingLife life, String id) {
    return isOn(life.latest(), id) || (life.latest().sequence() > 1 && life.hosts().contains(id));
  }

  private static ObjectNode query(
      Evaluation evaluation, String id, List<Finding> open, List<String> normal) {
    ObjectNode node = FindingJson.node().put("query", evaluation.query());
    Optional<String> worst =
        FindingJson.worst(open.stream().filter(f -> f.query().equals(evaluation.query())).toList());
    Optional<String> reason =
        evaluation.absent().stream()
            .filter(absent -> absent.instanceId().equals(id))
            .map(Absent::reason)
            .findFirst();
    boolean judged = evaluation.covered().contains(id);
    if (judged && worst.isEmpty()) {
      normal.add(evaluation.query());
    }
    node.put("state", worst.orElse(judged ? "judged" : reason.isPresent() ? "absent" : "unknown"));
    reason.ifPresent(why -> node.put("reason", why));
    FindingJson.time(node, "evaluated_at", evaluation.evaluatedAt());
    return node;
  }

  /** When something came to the host and went, newest first. */
  private void history(List<FindingLife> lives, String id, ArrayNode history) {
    List<ObjectNode> moments = new ArrayList<>();
    for (FindingLife life : lives) {
      boolean there = false;
      for (Finding event : life.events()) {
        boolean now = event.isOpen() && isOn(event, id);
        if (now != there) {
          Instant at =
              now
                  ? event
                      .firstSeenOn(id)
                      .filter(t -> event.sequence() == 1)
                      .orElse(event.evaluatedAt())
                  : event.evaluatedAt();
          String gone =
              event.closeReason().map(why -> why.words()).orElse("no longer on this host");
          moments.add(moment(event, at, (now ? "found: " : gone + ": ") + desk.words().of(event)));
          there = now;
        }
      }
    }
    moments.sort(
        Comparator.<ObjectNode, Instant>comparing(m -> Instant.parse(m.path("at").asText()))
            .reversed());
    moments.forEach(history::add);
  }

  private static ObjectNode moment(Finding event, Instant at, String what) {
    return FindingJson.node()
        .put("at", at.toString())
        .put("what", what)
        .put("uid", event.uid())
        .put("query", event.query())
        .put("severity", FindingJson.word(event.severity()))
        .put("sequence", event.sequence());
  }
}
