package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Reply;
import io.diffy.console.state.FindingLife;
import io.diffy.console.state.GroupState;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.view.AnswerStack;
import io.diffy.view.AnswerStack.Item;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Stacking, as hunters know it: what the hosts of a group answer to a query now, the rarest first.
 * The answers are read from their topic when it is asked, since nobody keeps them all.
 */
record StackApi(Desk desk, GroupAnswers answers) {
  private static final int MOST_INSTANCES = 50;

  Map<String, Handling> handlings() {
    return Map.of("stack", this::stack);
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
    AnswerStack stack = new AnswerStack(desk.pack(), query, List.of());
    boolean complete =
        answers.read(
            group,
            since,
            answer -> {
              if (answer.query().equals(query)) {
                stack.add(answer, answer.collectedAt());
              }
            });
    String text = call.text("text", 200).orElse("").toLowerCase(Locale.ROOT);
    List<Item> shown =
        stack.rarest(Instant.MIN).stream()
            .filter(
                item ->
                    text.isEmpty()
                        || item.row().values().stream()
                            .anyMatch(value -> FindingFilter.contains(value, text)))
            .toList();
    int covered = stack.hosts(Instant.MIN);
    return desk.state()
        .read(
            () -> {
              List<Finding> open = open(group, query);
              ObjectNode page =
                  Paging.page(call, shown, Item::id, item -> item(query, item, covered, open));
              page.put("covered", covered).put("answers", stack.answers());
              FindingJson.time(page, "since", since);
              page.put("complete", complete);
              if (!complete) {
                page.put("why", GroupAnswers.INCOMPLETE);
              }
              return Reply.ok(page);
            });
  }

  private List<Finding> open(GroupKey group, String query) {
    return desk.state().findings().stream()
        .map(FindingLife::latest)
        .filter(f -> f.isOpen() && f.group().equals(group) && f.query().equals(query))
        .filter(f -> f.kind().isDeviation())
        .toList();
  }

  private ObjectNode item(String query, Item item, int of, List<Finding> open) {
    ObjectNode node = FindingJson.node();
    FindingJson.row(node.putObject("row"), item.row());
    node.put("summary", desk.words().of(query, item.row()));
    node.put("hosts", item.hosts().size()).put("of", of);
    FindingJson.texts(node, "instances", item.hosts().stream().limit(MOST_INSTANCES).toList());
    FindingJson.time(node, "first_seen", item.first());
    FindingJson.texts(
        node, "findings", open.stream().filter(item::isOf).map(Finding::uid).toList());
    return node;
  }
}
