package io.diffy.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.json.Json;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import io.diffy.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** Prints checks, for a person or a program. */
public final class CheckList {
  private final List<Check> checks;

  public CheckList(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /** Whether something needs a person. */
  public boolean hasProblems() {
    return count(Check.Level.PROBLEM) > 0;
  }

  /** A table, with what to do below each line that is not well, and a last line that sums up. */
  public void print(Screen screen) {
    TableView table = new TableView().column("STATE", "WHAT").flexible("SEEN");
    for (Check check : checks) {
      boolean fits = Terminal.width(Terminal.safe(check.says())) <= room(screen);
      List<String> notes = new ArrayList<>(fits ? List.of() : List.of(check.says()));
      if (!check.todo().isEmpty()) {
        notes.add("do: " + check.todo());
      }
      table.row(style(check), List.of(word(check), check.about(), fits ? check.says() : ""), notes);
    }
    table.print(screen);
    screen.say(
        "%d problems, %d warnings, %d ok.",
        count(Check.Level.PROBLEM), count(Check.Level.WARNING), count(Check.Level.OK));
    screen.out().flush();
  }

  /** One JSON object for each line: {@code state}, {@code about}, {@code says}, {@code todo}. */
  public List<String> json() {
    return checks.stream().map(CheckList::json).toList();
  }

  private static String json(Check check) {
    ObjectNode object = Json.mapper().createObjectNode();
    object.put("state", word(check)).put("about", check.about());
    object.put("says", check.says()).put("todo", check.todo());
    return object.toString();
  }

  /** What is left beside the two other columns. */
  private int room(Screen screen) {
    int about =
        checks.stream().mapToInt(c -> Terminal.width(Terminal.safe(c.about()))).max().orElse(0);
    return screen.width() - about - "PROBLEM".length() - 4;
  }

  private long count(Check.Level level) {
    return checks.stream().filter(check -> check.level() == level).count();
  }

  private static String word(Check check) {
    return Phrases.word(check.level());
  }

  private static Style style(Check check) {
    return switch (check.level()) {
      case OK -> Style.PLAIN;
      case WARNING -> Style.YELLOW;
      case PROBLEM -> Style.RED;
    };
  }
}
