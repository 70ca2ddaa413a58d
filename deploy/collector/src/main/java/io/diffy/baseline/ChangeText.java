package io.diffy.baseline;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.pack.Pack;
import io.diffy.terminal.Screen;
import io.diffy.view.RowSummary;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what a baseline calls normal that the one before did not, and the reverse. */
public final class ChangeText {
  private static final int SHOWN = 10;

  private final Pack pack;
  private final RowSummary words;
  private final Screen screen;

  public ChangeText(Pack pack, Screen screen) {
    this.pack = pack;
    this.words = new RowSummary(pack);
    this.screen = screen;
  }

  /** Prints nothing where nothing changed. */
  public void print(Optional<Baseline> before, Baseline after) {
    BaselineChange change = BaselineChange.of(before, after, pack);
    if (change.isNone()) {
      return;
    }
    screen.say(
        "%s, %s: %d new and %d gone since version %d",
        after.query(),
        after.cohort().label(),
        change.added().size(),
        change.gone().size(),
        before.orElseThrow().version());
    rows("  + ", after.query(), change.added());
    rows("  - ", after.query(), change.gone());
  }

  private void rows(String mark, String query, List<Map<String, String>> rows) {
    rows.stream().limit(SHOWN).forEach(row -> screen.say(mark + words.of(query, row)));
    if (rows.size() > SHOWN) {
      screen.say(mark + "and %d more".formatted(rows.size() - SHOWN));
    }
  }
}
