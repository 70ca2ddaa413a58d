package io.diffy.view;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.SetAside;
import io.diffy.schemas.SetAside.Reason;
import io.diffy.schemas.pack.Pack;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Terminal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * In what else hosts differ, by the newest evaluation of each group and query: below what was
 * found, so that nobody takes for sameness what was only set aside.
 */
public final class SetAsideView {
  private static final int SHOWN = 3;

  /** What most needs a look: by reason, and of one reason what is on the fewest hosts. */
  private static final Comparator<Entry> ORDER =
      Comparator.comparingInt(
              (Entry entry) ->
                  entry.aside().known().map(Enum::ordinal).orElse(Reason.values().length))
          .thenComparing(entry -> entry.aside().hosts())
          .thenComparing(entry -> entry.of().query())
          .thenComparing(entry -> entry.of().group().toString());

  private final Map<String, Evaluation> newest = new TreeMap<>();

  private record Entry(Evaluation of, SetAside aside) {}

  /** One more, in any order; may come from any thread. */
  public synchronized void add(Evaluation evaluation) {
    newest.merge(
        evaluation.group() + " " + evaluation.query(),
        evaluation,
        BinaryOperator.maxBy(
            Comparator.comparing(Evaluation::evaluatedAt).thenComparing(Evaluation::roundId)));
  }

  /**
   * A few lines; none when nothing was set aside.
   *
   * @param only of this group
   * @param pack says which columns of the examples are read first
   */
  public synchronized void print(Screen screen, Optional<GroupKey> only, Pack pack) {
    List<Entry> entries =
        newest.values().stream()
            .filter(evaluation -> only.map(evaluation.group()::equals).orElse(true))
            .flatMap(of -> of.open().setAside().stream().map(aside -> new Entry(of, aside)))
            .sorted(ORDER)
            .toList();
    if (entries.isEmpty()) {
      return;
    }
    boolean groups = entries.stream().map(entry -> entry.of().group()).distinct().count() > 1;
    RowSummary words = new RowSummary(pack);
    screen.say("");
    for (Entry entry : entries.subList(0, Math.min(SHOWN, entries.size()))) {
      String query = entry.of().query();
      String said =
          "Set aside: %s%s: %s on %s (%s)"
              .formatted(
                  groups ? entry.of().group().asg() + " " : "",
                  query,
                  Phrases.count(entry.aside().rows(), "row"),
                  Phrases.count(entry.aside().hosts(), "host"),
                  entry.aside().why());
      Terminal.wrap(Terminal.safe(said), screen.width()).forEach(line -> screen.say(line));
      String example = Terminal.safe("  e.g. " + words.of(query, entry.aside().example()));
      screen.say(Terminal.cut(example, screen.width()));
    }
    if (entries.size() > SHOWN) {
      screen.say(
          "Set aside: %d more, see \"set_aside\" in the evaluations.", entries.size() - SHOWN);
    }
  }
}
