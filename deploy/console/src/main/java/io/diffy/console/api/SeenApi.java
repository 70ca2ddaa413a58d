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
import io.diffy.schemas.ExceptionRule.Seen;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.SetAside;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Have we this anywhere? */
record SeenApi(Desk desk) {
  private static final int SHORTEST = 2;
  private static final int LONGEST = 1_000;
  private static final int MOST_INSTANCES = 20;
  private static final int MOST_HITS = 5_000;

  private static final List<String> ID =
      List.of("where", "group", "query", "column", "text", "uid");

  private enum Match {
    CONTAINS,
    EXACT
  }

  Map<String, Handling> handlings() {
    return Map.of("seen", this::seen);
  }

  private Reply seen(Call call) {
    String value = call.required("value");
    boolean exact = call.word("match", Match.class).orElse(Match.CONTAINS) == Match.EXACT;
    if (value.length() < (exact ? 1 : SHORTEST) || value.length() > LONGEST) {
      throw Problem.wrong("value", "2 to 1,000 characters; of a whole value 1");
    }
    String part = value.toLowerCase(Locale.ROOT);
    Search search =
        new Search(text -> exact ? value.equals(text) : FindingFilter.contains(text, part));
    return desk.state()
        .read(
            () -> {
              findings(search);
              evaluations(search);
              baselines(search);
              exceptions(search);
              hosts(search);
              Function<ObjectNode, String> id =
                  hit -> String.join(" ", ID.stream().map(f -> hit.path(f).asText()).toList());
              ObjectNode page = Paging.page(call, search.hits, id, hit -> hit);
              searched(page.putObject("searched"));
              return Reply.ok(page);
            });
  }

  /** What is looked for, and where it was found. */
  private static final class Search {
    private final Predicate<String> matches;
    private final List<ObjectNode> hits = new ArrayList<>();

    Search(Predicate<String> matches) {
      this.matches = matches;
    }

    /** Each different cell of these rows that has it is a hit, of which more is said. */
    void in(
        String where,
        GroupKey group,
        String query,
        Stream<Map<String, String>> rows,
        Consumer<ObjectNode> more) {
      rows.flatMap(row -> row.entrySet().stream())
          .filter(cell -> matches.test(cell.getValue()))
          .map(cell -> Map.entry(cell.getKey(), cell.getValue()))
          .distinct()
          .forEach(
              cell -> {
                if (hits.size() < MOST_HITS) {
                  ObjectNode hit = FindingJson.node().put("where", where);
                  hit.put("group", group.toString());
                  FindingJson.text(hit, "query", query);
                  FindingJson.text(hit, "column", cell.getKey());
                  hit.put("text", cell.getValue());
                  more.accept(hit);
                  hits.add(hit);
                }
              });
    }
  }

  private void findings(Search search) {
    desk.state().findings().stream()
        .map(FindingLife::latest)
        .sorted(
            Comparator.comparing(Finding::isOpen)
                .thenComparing(Finding::lastSeen)
                .reversed()
                .thenComparing(Finding::uid))
        .forEach(
            finding ->
                search.in(
                    "finding",
                    finding.group(),
                    finding.query(),
                    rows(finding),
                    hit -> {
                      List<String> ids =
                          finding.instances().stream().map(Instance::instanceId).toList();
                      instances(hit, ids);
                      hit.put("hosts", ids.size());
                      FindingJson.time(hit, "first_seen", finding.firstSeen());
                      FindingJson.time(hit, "last_seen", finding.lastSeen());
                      hit.put("uid", finding.uid()).put("open", finding.isOpen());
                      hit.put("summary", desk.words().of(finding));
                    }));
  }

  private static Stream<Map<String, String>> rows(Finding finding) {
    List<Map<String, String>> rows = new ArrayList<>(List.of(finding.row(), finding.previous()));
    finding.thing().ifPresent(thing -> thing.items().forEach(item -> rows.add(item.row())));
    finding.differences().forEach(d -> d.examples().forEach(example -> rows.add(example.row())));
    return rows.stream();
  }

  private static void instances(ObjectNode hit, Collection<String> ids) {
    FindingJson.texts(hit, "instances", ids.stream().limit(MOST_INSTANCES).toList());
  }

  private void evaluations(Search search) {
    for (GroupState group : desk.state().groups()) {
      for (Evaluation of : group.newest()) {
        for (SetAside aside : of.open().setAside()) {
          search.in(
              "set_aside",
              group.key(),
              of.query(),
              Stream.of(aside.example()),
              hit -> {
                instances(hit, aside.instances());
                FindingJson.time(hit, "last_seen", of.evaluatedAt());
                hit.put("summary", aside.why());
              });
        }
        for (Evaluation.Passing passing : of.learnt().passing()) {
          search.in(
              "passing",
              group.key(),
              of.query(),
              Stream.of(passing.example()),
              hit -> {
                FindingJson.time(hit, "last_seen", of.evaluatedAt());
                hit.put("summary", passing.visits().words());
              });
        }
      }
    }
  }

  private void baselines(Search search) {
    for (Baseline baseline : desk.state().baselines()) {
      search.in(
          "baseline",
          baseline.group(),
          baseline.query(),
          baseline.answers().stream().flatMap(answer -> answer.rows().stream()),
          hit -> {
            FindingJson.time(hit, "last_seen", baseline.takenAt());
            hit.put(
                "summary",
                "version %d of %s".formatted(baseline.version(), baseline.cohort().label()));
          });
    }
  }

  private void exceptions(Search search) {
    for (ExceptionRule rule : desk.state().exceptions()) {
      Map<String, String> row =
          rule.about().seen().map(Seen::row).orElse(Map.of("", rule.about().summary()));
      search.in(
          "exception",
          rule.group(),
          rule.about().query(),
          Stream.of(row),
          hit -> {
            FindingJson.time(hit.put("uid", rule.findingUid()), "last_seen", rule.acceptedAt());
            hit.put("summary", rule.reason());
          });
    }
  }

  private void hosts(Search search) {
    for (GroupState group : desk.state().groups()) {
      for (String id : group.everKnown()) {
        Instance host = group.named(id);
        Map<String, String> names = new LinkedHashMap<>();
        names.put("instance_id", id);
        names.put("hostname", host.hostname());
        names.put("private_ip", host.privateIp());
        search.in(
            "host",
            group.key(),
            "",
            Stream.of(names),
            hit -> {
              instances(hit, List.of(id));
              group.lastJudged(id).ifPresent(at -> FindingJson.time(hit, "last_seen", at));
            });
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
