package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Reply;
import io.diffy.console.state.FindingLife;
import io.diffy.console.state.GroupState;
import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Stacking, as hunters know it: what the hosts of a group answer to a query now, the rarest first.
 * The answers are read from their topic when it is asked, since nobody keeps them all.
 */
record StackApi(Desk desk, GroupAnswers answers) {
  private static final int MOST_INSTANCES = 50;
  private static final int MOST_ITEMS = 200_000;

  Map<String, Handling> handlings() {
    return Map.of("stack", this::stack);
  }

  /** One thing, as the first host showed it. */
  private static final class Shown {
    private final Map<String, String> row;
    private final TreeSet<String> hosts = new TreeSet<>();
    private Instant first = Instant.MAX;

    Shown(Map<String, String> row) {
      this.row = row;
    }
  }

  /** What was read. */
  private static final class Read {
    private final Map<String, Observation> newest = new TreeMap<>();
    private int answers;
  }

  private Reply stack(Call call) {
    String query = call.required("query");
    GroupKey group =
        desk.state()
            .read(
                () -> {
                  GroupState found = desk.group(call.required("group"));
                  if (!found.queries().contains(query)) {
                    throw Problem.unknown("this query was not judged in this group");
                  }
                  return found.key();
                });
    return answers.inTurn(() -> stack(call, group, query));
  }

  private Reply stack(Call call, GroupKey group, String query) {
    Instant since = answers.since(group, List.of(query));
    Read read = new Read();
    boolean complete = answers.read(group, since, answer -> keep(answer, query, read));
    Map<Long, Shown> items = items(query, read);
    String text = call.text("text", 200).orElse("").toLowerCase(Locale.ROOT);
    List<Map.Entry<Long, Shown>> shown =
        items.entrySet().stream()
            .filter(
                item ->
                    text.isEmpty()
                        || item.getValue().row.values().stream()
                            .anyMatch(value -> FindingFilter.contains(value, text)))
            .sorted(
                Comparator.<Map.Entry<Long, Shown>>comparingInt(i -> i.getValue().hosts.size())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    return desk.state()
        .read(
            () -> {
              Map<Map<String, String>, List<String>> open = open(group, query);
              ObjectNode page =
                  Paging.page(
                      call,
                      shown,
                      item -> item.getKey().toString(),
                      item -> item(query, item.getValue(), read.newest.size(), open));
              page.put("covered", read.newest.size()).put("answers", read.answers);
              FindingJson.time(page, "since", since);
              page.put("complete", complete);
              if (!complete) {
                page.put("why", GroupAnswers.INCOMPLETE);
              }
              return Reply.ok(page);
            });
  }

  private static void keep(Observation answer, String query, Read read) {
    if (answer.query().equals(query)
        && answer.coverage() == Coverage.OK
        && answer.part().isWhole()) {
      read.answers++;
      read.newest.merge(
          answer.instance().instanceId(),
          answer,
          (a, b) -> b.collectedAt().isBefore(a.collectedAt()) ? a : b);
    }
  }

  private Map<Long, Shown> items(String query, Read read) {
    QueryRules rules =
        Optional.ofNullable(desk.pack().queries().get(query))
            .map(QueryRules::of)
            .orElseGet(QueryRules::unknown);
    Map<Long, Shown> items = new HashMap<>();
    for (Observation answer : read.newest.values()) {
      CanonicalAnswer.of(rules, answer)
          .lines()
          .forEach(
              (print, line) -> {
                if (items.size() < MOST_ITEMS || items.containsKey(print)) {
                  Shown shown = items.computeIfAbsent(print, p -> new Shown(line.row()));
                  shown.hosts.add(answer.instance().instanceId());
                  if (answer.collectedAt().isBefore(shown.first)) {
                    shown.first = answer.collectedAt();
                  }
                }
              });
    }
    return items;
  }

  private Map<Map<String, String>, List<String>> open(GroupKey group, String query) {
    Map<Map<String, String>, List<String>> open = new HashMap<>();
    desk.state().findings().stream()
        .map(FindingLife::latest)
        .filter(f -> f.isOpen() && f.group().equals(group) && f.query().equals(query))
        .filter(f -> f.kind().isDeviation())
        .forEach(f -> open.computeIfAbsent(f.row(), r -> new ArrayList<>()).add(f.uid()));
    return open;
  }

  private ObjectNode item(
      String query, Shown shown, int of, Map<Map<String, String>, List<String>> open) {
    ObjectNode node = FindingJson.node();
    FindingJson.row(node.putObject("row"), shown.row);
    node.put("summary", desk.words().of(query, shown.row));
    node.put("hosts", shown.hosts.size()).put("of", of);
    FindingJson.texts(node, "instances", shown.hosts.stream().limit(MOST_INSTANCES).toList());
    FindingJson.time(node, "first_seen", shown.first);
    FindingJson.texts(node, "findings", open.getOrDefault(shown.row, List.of()));
    return node;
  }
}
