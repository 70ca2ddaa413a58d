package io.diffy.accept;

import io.diffy.accept.Effect.Changed;
import io.diffy.accept.Effect.Hidden;
import io.diffy.schemas.Finding;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import io.diffy.view.RowSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an exception would have hidden and changed, for a person who is about to accept. */
public record EffectView(RowSummary summary, Screen screen) {
  private static final int MOST_INSTANCES = 10;

  /** Says it in words, and lists the findings. */
  public void print(Effect effect) {
    if (effect.hidden().isEmpty()) {
      screen.out().println("It would have hidden nothing.");
    } else {
      screen.out().println("It would have hidden:");
      TableView table = table().column("HIDDEN");
      effect.hidden().forEach(hidden -> row(table, hidden));
      table.print(screen);
    }
    if (effect.appeared().isEmpty() && effect.changed().isEmpty()) {
      screen.out().println("Nothing else would have changed.");
      return;
    }
    screen.out().println("It would also have changed:");
    TableView table = table().column("CHANGE");
    effect.appeared().forEach(f -> table.row(Style.YELLOW, cells(f, "new"), notes(f)));
    effect.changed().forEach(c -> table.row(Style.PLAIN, cells(c.with(), change(c)), List.of()));
    table.print(screen);
  }

  private static TableView table() {
    return new TableView().column("ID").flexible("GROUP").column("QUERY").column("KIND");
  }

  private void row(TableView table, Hidden hidden) {
    String how =
        hidden.whole() ? "wholly" : "on " + Phrases.count(hidden.instances().size(), "instance");
    List<String> notes = new ArrayList<>(notes(hidden.finding()));
    if (!hidden.instances().isEmpty()) {
      notes.add("on " + Phrases.some(hidden.instances(), MOST_INSTANCES));
    }
    table.row(Style.PLAIN, cells(hidden.finding(), how), notes);
  }

  private List<String> notes(Finding finding) {
    return List.of(summary.of(finding));
  }

  private static List<String> cells(Finding finding, String last) {
    return List.of(
        Phrases.shortId(finding.uid()),
        finding.group().toString(),
        finding.query(),
        finding.kind().word(),
        last);
  }

  private static String change(Changed changed) {
    Finding a = changed.without();
    Finding b = changed.with();
    if (a.score() != b.score()) {
      return String.format(Locale.ROOT, "score %.1f instead of %.1f", b.score(), a.score());
    }
    if (a.instances().size() != b.instances().size()) {
      return "%s instead of %d"
          .formatted(Phrases.count(b.instances().size(), "instance"), a.instances().size());
    }
    return "other events: %d instead of %d".formatted(b.sequence(), a.sequence());
  }
}
