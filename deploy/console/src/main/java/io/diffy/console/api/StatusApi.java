package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Reply;
import io.diffy.console.state.FindingLife;
import io.diffy.console.state.GroupState;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.SetAside;
import io.diffy.schemas.Triage;
import io.diffy.terminal.Phrases;
import io.diffy.view.CorrelatedFindings;
import io.diffy.view.OpenFindings;
import io.diffy.view.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How it is now, on one screen: and whether anything was judged at all. */
record StatusApi(Desk desk, FindingJson json) {
  private static final int MOST = 50;
  private static final int MOST_ASIDE = 20;
  private static final int MOST_NAMED = 10;

  Map<String, Handling> handlings() {
    return Map.of("status", this::status);
  }

  private Reply status(Call call) {
    return desk.state().read(() -> Reply.ok(node(call)));
  }

  private ObjectNode node(Call call) {
    Tally tally = desk.tally();
    Collection<GroupState> groups = desk.state().groups();
    int hosts = groups.stream().mapToInt(group -> group.hosts().size()).sum();
    int judged = groups.stream().mapToInt(group -> group.judged().size()).sum();
    List<CorrelatedFindings> stories = new ArrayList<>();
    groups.forEach(group -> stories.addAll(tally.stories(group)));
    long accusations = stories.stream().filter(story -> story.head().isAccusation()).count();
    ObjectNode node = FindingJson.node();
    groups.stream()
        .flatMap(group -> group.lastEvaluated().stream())
        .max(Comparator.naturalOrder())
        .ifPresent(newest -> FindingJson.time(node, "as_of", newest));
    node.put("verdict", judged == 0 ? "no_data" : accusations > 0 ? "accused" : "clean");
    node.put("words", words(stories, accusations, judged, hosts, groups.size()));
    node.put("groups", groups.size()).put("hosts", hosts);
    node.put("judged", judged).put("silent", hosts - judged);
    node.put("queries", groups.stream().mapToInt(group -> group.queries().size()).sum());
    List<Severity> severities = stories.stream().map(story -> story.head().severity()).toList();
    node.set("open", FindingJson.counts(severities));
    node.put("accusations", accusations).put("told", stories.size() - accusations);
    node.put("new", stories.stream().filter(story -> isNew(story.head())).count());
    notJudged(groups, node);
    silent(groups, tally, node.putArray("silent_hosts"));
    setAside(groups, node.putArray("set_aside"));
    node.put(
        "exceptions_in_force",
        desk.state().exceptions().stream()
            .filter(ExceptionRule::silences)
            .filter(rule -> rule.inForce(call.now()))
            .count());
    node.put("dead_letters", desk.state().dead().size());
    call.time("since").ifPresent(since -> changes(since, node.putObject("changes")));
    return node;
  }

  private boolean isNew(Finding finding) {
    return desk.state().triage(finding).map(Triage::state).orElse(Triage.State.NEW)
        == Triage.State.NEW;
  }

  /** "Nothing found" only where something was judged. */
  private static String words(
      List<CorrelatedFindings> stories, long accusations, int judged, int hosts, int groups) {
    if (judged == 0) {
      return hosts == 0
          ? "Nothing was judged: no answer of any host has come yet."
          : "Nothing was judged: none of %s answered in a way that counts."
              .formatted(Phrases.count(hosts, "host"));
    }
    String of =
        "%d of %s in %s judged"
            .formatted(judged, Phrases.count(hosts, "host"), Phrases.count(groups, "group"));
    List<Finding> heads = stories.stream().map(CorrelatedFindings::head).toList();
    return accusations == 0
        ? Verdict.nobody(heads) + ", " + of + "."
        : "%s open that %s a host, %s."
            .formatted(
                Phrases.count(accusations, "finding"), accusations == 1 ? "accuses" : "accuse", of);
  }

  private record Gap(GroupState group, String query, String reason) {}

  private static void notJudged(Collection<GroupState> groups, ObjectNode node) {
    List<Map.Entry<Gap, List<String>>> gaps = new ArrayList<>();
    for (GroupState group : groups) {
      for (Evaluation evaluation : group.newest()) {
        Map<String, List<String>> byReason = new TreeMap<>();
        evaluation
            .absent()
            .forEach(
                one ->
                    byReason
                        .computeIfAbsent(one.reason(), r -> new ArrayList<>())
                        .add(one.instanceId()));
        byReason.forEach(
            (reason, ids) -> gaps.add(Map.entry(new Gap(group, evaluation.query(), reason), ids)));
      }
    }
    gaps.sort(Comparator.comparingInt(gap -> -gap.getValue().size()));
    ArrayNode array = node.putArray("not_judged");
    gaps.stream()
        .limit(MOST)
        .forEach(
            gap -> {
              ObjectNode one =
                  array
                      .addObject()
                      .put("group", gap.getKey().group().key().toString())
                      .put("query", gap.getKey().query())
                      .put("hosts", gap.getValue().size())
                      .put("reason", gap.getKey().reason());
              FindingJson.texts(
                  one, "instances", gap.getValue().stream().limit(MOST_NAMED).toList());
            });
    node.put("not_judged_total", gaps.size());
  }

  private static void silent(Collection<GroupState> groups, Tally tally, ArrayNode array) {
    for (GroupState group : groups) {
      for (Finding finding : tally.open(group).stream().filter(Finding::isSilence).toList()) {
        for (Instance instance : finding.instances()) {
          if (array.size() == MOST) {
            return;
          }
          ObjectNode host =
              array
                  .addObject()
                  .put("group", group.key().toString())
                  .put("instance_id", instance.instanceId())
                  .put("uid", finding.uid());
          finding
              .firstSeenOn(instance.instanceId())
              .ifPresent(at -> FindingJson.time(host, "last_answer_at", at));
        }
      }
    }
  }

  /** What most needs a look first, as the command line has it. */
  private void setAside(Collection<GroupState> groups, ArrayNode array) {
    record Aside(Evaluation of, SetAside what) {}
    groups.stream()
        .flatMap(group -> group.newest().stream())
        .flatMap(of -> of.open().setAside().stream().map(what -> new Aside(of, what)))
        .sorted(
            Comparator.<Aside>comparingInt(
                    aside -> aside.what().known().map(Enum::ordinal).orElse(Integer.MAX_VALUE))
                .thenComparing(aside -> aside.what().hosts()))
        .limit(MOST_ASIDE)
        .forEach(aside -> array.add(json.of(aside.of(), aside.what())));
  }

  private void changes(Instant since, ObjectNode node) {
    List<Finding> created = new ArrayList<>();
    int closed = 0;
    int updated = 0;
    int reached = 0;
    for (FindingLife life : desk.state().findings()) {
      Finding latest = life.latest();
      if (!latest.isOfHosts() || !latest.evaluatedAt().isAfter(since)) {
        continue;
      }
      reached +=
          (int)
              latest.instances().stream()
                  .flatMap(i -> latest.firstSeenOn(i.instanceId()).stream())
                  .filter(at -> at.isAfter(since))
                  .count();
      if (latest.createdAt().isAfter(since)) {
        created.add(latest);
      } else if (latest.isOpen()) {
        updated++;
      }
      closed += latest.isOpen() ? 0 : 1;
    }
    FindingJson.time(node, "since", since);
    node.put("created", created.size()).put("closed", closed);
    node.put("updated", updated).put("reached", reached);
    json.all(node, "first", created.stream().sorted(OpenFindings.RANK).limit(MOST_ASIDE).toList());
  }
}
