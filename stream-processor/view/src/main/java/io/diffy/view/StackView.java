package io.diffy.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.pack.Pack;
import io.diffy.terminal.Csv;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import io.diffy.view.AnswerStack.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A stack as a table, and for programs.
 *
 * @param by the columns that are stacked by; none: the whole rows
 * @param of how many hosts are stacked
 * @param open the open findings of the query, where they are known
 */
public record StackView(
    Pack pack, GroupKey group, String query, List<String> by, int of, List<Finding> open) {
  private static final int NAMED = 3;
  private static final int LONGEST_VALUE = 120;

  /** For a person: below each its row, and who has it. */
  public void print(Screen screen, List<Item> items) {
    TableView table = new TableView().number("HOSTS").column("SINCE (UTC)");
    table.flexible(open.isEmpty() ? "" : "FINDING");
    for (Item item : items) {
      List<Finding> found = found(item);
      String finding =
          found.stream()
              .map(f -> Phrases.shortId(f.uid()) + " " + Phrases.word(f.severity()))
              .limit(1)
              .collect(Collectors.joining());
      int more = found.size() - 1;
      table.row(
          found.stream().anyMatch(Finding::isAccusation) ? Style.RED : Style.PLAIN,
          List.of(
              item.hosts().size() + " of " + of,
              TimeText.minutes(item.first()),
              more > 0 ? finding + " and " + more + " more" : finding),
          List.of(
              row(item),
              item.hosts().size() == of && of > 1
                  ? "on every host"
                  : "on " + Phrases.some(item.hosts(), NAMED)));
    }
    table.print(screen);
    screen.say("");
  }

  /** For a spreadsheet; several hosts stand in one cell, with blanks between them. */
  public List<String> csv(List<Item> items) {
    List<String> lines =
        new ArrayList<>(List.of("group,query,hosts,of,first_seen,instances,row,findings"));
    for (Item item : items) {
      lines.add(
          Csv.line(
              List.of(
                  group.toString(),
                  query,
                  Integer.toString(item.hosts().size()),
                  Integer.toString(of),
                  item.first().toString(),
                  String.join(" ", item.hosts()),
                  row(item),
                  found(item).stream().map(Finding::uid).collect(Collectors.joining(" ")))));
    }
    return lines;
  }

  /** One object on one line, with the names that the console's API has for it. */
  public String json(Item item) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("group", group.toString()).put("query", query);
    item.row().forEach(node.putObject("row")::put);
    node.put("summary", row(item)).put("hosts", item.hosts().size()).put("of", of);
    ArrayNode instances = node.putArray("instances");
    item.hosts().forEach(instances::add);
    node.put("first_seen", item.first().toString());
    ArrayNode findings = node.putArray("findings");
    found(item).forEach(finding -> findings.add(finding.uid()));
    return node.toString();
  }

  /** Columns that are asked for are shown, also those that come and go. */
  private String row(Item item) {
    return by.isEmpty()
        ? new RowSummary(pack).of(query, item.row())
        : by.stream()
            .filter(item.row()::containsKey)
            .map(column -> column + "=" + Phrases.head(item.row().get(column), LONGEST_VALUE))
            .collect(Collectors.joining(" "));
  }

  private List<Finding> found(Item item) {
    return open.stream().filter(item::isOf).toList();
  }
}
