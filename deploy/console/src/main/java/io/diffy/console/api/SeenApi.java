package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Reply;
import io.diffy.console.state.FindingLife;
import io.diffy.console.state.GroupState;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.ShownThing.ShownItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Have we this anywhere? */
record SeenApi(Desk desk) {
  private static final int SHORTEST = 2;
  private static final int LONGEST = 1_000;
  private static final int MOST_INSTANCES = 20;
  private static final int MOST_HITS = 5_000;

  private enum Match {
    CONTAINS,
    EXACT
  }

  Map<String, Handling> handlings() {
    return Map.of("seen", this::seen);
  }

  /** One place in which the value stands. */
  private record Hit(
      String where, GroupKey group, String query, String column, String text, ObjectNode more) {
    String id() {
      return String.join(" ", where, group.toString(), query, column, text, uid());
    }

    String uid() {
      return more.path("uid").asText();
    }

    ObjectNode json() {
      ObjectNode node = FindingJson.node().put("where", where).put("group", group.toString());
      FindingJson.text(node, "query", query);
      FindingJson.text(node, "column", column);
      return node.put("text", text).setAll(more);
    }
  }

  private Reply seen(Call call) {
    String value = call.required("value");
    if (value.length() < SHORTEST || value.length() > LONGEST) {
      throw Problem.wrong("value", "2 to 1,000 characters");
    }
    Predicate<String> matches =
        call.word("match", Match.class).orElse(Match.CONTAINS) == Match.EXACT
            ? value::equals
            : text -> FindingFilter.contains(text, value.toLowerCase(Locale.ROOT));
    return desk.state()
        .read(
            () -> {
              List<Hit> hits = new ArrayList<>();
              findings(matches, hits);
              evaluations(matches, hits);
              baselines(matches, hits);
              exceptions(matches, hits);
              hosts(matches, hits);
              ObjectNode page = Paging.page(call, hits, Hit::id, Hit::json);
              searched(page.putObject("searched"));
              return Reply.ok(page);
            });
  }

  private static void rows(
      Predicate<String> matches, Map<String, String> row, Set<Map.Entry<String, String>> found) {
    row.forEach(
        (column, text) -> {
          if (matches.test(text)) {
            found.add(Map.entry(column, text));
          }
        });
  }

  private void findings(Predicate<String> matches, List<Hit> hits) {
    List<Finding> all =
        desk.state().findings().stream()
            .map(FindingLife::latest)
            .sorted(
                Comparator.comparing(Finding::isOpen)
                    .thenComparing(Finding::lastSeen)
                    .reversed()
                    .thenComparing(Finding::uid))
            .toList();
    for (Finding finding : all) {
      Set<Map.Entry<String, String>> found = new LinkedHashSet<>();
      rows(matches, finding.row(), found);
      rows(matches, finding.previous(), found);
      finding
          .thing()
          .ifPresent(
              thing ->
                  thing.items().stream().map(ShownItem::row).forEach(r -> rows(matches, r, found)));
      finding.differences().forEach(d -> d.examples().forEach(e -> rows(matches, e.row(), found)));
      for (Map.Entry<String, String> cell : found) {
        ObjectNode more = FindingJson.node();
        FindingJson.texts(
            more,
            "instances",
            finding.instances().stream().limit(MOST_INSTANCES).map(Instance::instanceId).toList());
        more.put("hosts", finding.instances().size());
        FindingJson.time(more, "first_seen", finding.firstSeen());
        FindingJson.time(more, "last_seen", finding.lastSeen());
        more.put("uid", finding.uid()).put("open", finding.isOpen());
        more.put("summary", desk.words().of(finding));
        add(
            hits,
            new Hit(
                "finding", finding.group(), finding.query(), cell.getKey(), cell.getValue(), more));
      }
    }
  }

  private static void add(List<Hit> hits, Hit hit) {
    if (hits.size() < MOST_HITS) {
      hits.add(hit);
    }
  }

  private void evaluations(Predicate<String> matches, List<Hit> hits) {
    for (GroupState group : desk.state().groups()) {
      for (Evaluation evaluation : group.newest()) {
        evaluation
            .open()
            .setAside()
            .forEach(
                aside ->
                    example(
                        "set_aside",
                        evaluation,
                        aside.example(),
                        aside.instances(),
                        aside.why(),
                        matches,
                        hits));
        evaluation
            .learnt()
            .passing()
            .forEach(
                passing ->
                    example(
                        "passing",
                        evaluation,
                        passing.example(),
                        List.of(),
                        passing.visits().words(),
                        matches,
                        hits));
      }
    }
  }

  private static void example(
      String where,
      Evaluation evaluation,
      Map<String, String> row,
      Collection<String> instances,
      String words,
      Predicate<String> matches,
      List<Hit> hits) {
    Set<Map.Entry<String, String>> found = new LinkedHashSet<>();
    rows(matches, row, found);
    for (Map.Entry<String, String> cell : found) {
      ObjectNode more = FindingJson.node();
      FindingJson.texts(more, "instances", instances.stream().limit(MOST_INSTANCES).toList());
      FindingJson.time(more, "last_seen", evaluation.evaluatedAt());
      more.put("summary", words);
      add(
          hits,
          new Hit(
              where, evaluation.group(), evaluation.query(), cell.getKey(), cell.getValue(), more));
    }
  }

  private void baselines(Predicate<String> matches, List<Hit> hits) {
    for (Baseline baseline : desk.state().baselines()) {
      Set<Map.Entry<String, String>> found = new LinkedHashSet<>();
      for (Observation answer : baseline.answers()) {
        answer.rows().forEach(row -> rows(matches, row, found));
      }
      for (Map.Entry<String, String> cell : found) {
        ObjectNode more = FindingJson.node();
        FindingJson.time(more, "last_seen", baseline.takenAt());
        more.put("summary", "version " + baseline.version() + " of " + baseline.cohort().label());
        add(
            hits,
            new Hit(
                "baseline",
                baseline.group(),
                baseline.query(),
                cell.getKey(),
                cell.getValue(),
                more));
      }
    }
  }

  private void exceptions(Predicate<String> matches, List<Hit> hits) {
    for (ExceptionRule rule : desk.state().exceptions()) {
      Set<Map.Entry<String, String>> found = new LinkedHashSet<>();
      rule.about().seen().ifPresent(seen -> rows(matches, seen.row(), found));
      if (found.isEmpty() && matches.test(rule.about().summary())) {
        found.add(Map.entry("", rule.about().summary()));
      }
      for (Map.Entry<String, String> cell : found) {
        ObjectNode more = FindingJson.node().put("uid", rule.findingUid());
        FindingJson.time(more, "last_seen", rule.acceptedAt());
        more.put("summary", rule.reason());
        add(
            hits,
            new Hit(
                "exception",
                rule.group(),
                rule.about().query(),
                cell.getKey(),
                cell.getValue(),
                more));
      }
    }
  }

  private void hosts(Predicate<String> matches, List<Hit> hits) {
    for (GroupState group : desk.state().groups()) {
      for (String id : group.everKnown()) {
        Instance host = group.named(id);
        Map<String, String> names =
            Map.of("instance_id", id, "hostname", host.hostname(), "private_ip", host.privateIp());
        Set<Map.Entry<String, String>> found = new LinkedHashSet<>();
        rows(matches, names, found);
        for (Map.Entry<String, String> cell : found) {
          ObjectNode more = FindingJson.node();
          FindingJson.texts(more, "instances", List.of(id));
          group.lastJudged(id).ifPresent(at -> FindingJson.time(more, "last_seen", at));
          add(hits, new Hit("host", group.key(), "", cell.getKey(), cell.getValue(), more));
        }
      }
    }
  }

  /** "Not seen" means nothing without where was looked. */
  private void searched(ObjectNode node) {
    Collection<FindingLife> findings = desk.state().findings();
    Collection<GroupState> groups = desk.state().groups();
    node.put("findings", findings.size());
    node.put("evaluations", groups.stream().mapToInt(group -> group.queries().size()).sum());
    node.put("baselines", desk.state().baselines().size());
    node.put("hosts", groups.stream().mapToInt(group -> group.everKnown().size()).sum());
    Optional<Instant> oldest =
        findings.stream().map(life -> life.latest().firstSeen()).min(Comparator.naturalOrder());
    oldest.ifPresent(since -> FindingJson.time(node, "since", since));
  }
}
