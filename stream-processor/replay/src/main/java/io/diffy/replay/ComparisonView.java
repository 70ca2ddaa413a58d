package io.diffy.replay;

import io.diffy.schemas.Finding;
import io.diffy.terminal.Terminal;
import io.diffy.view.FindingsTable;
import java.io.PrintStream;
import java.util.List;

/** What a replay and the live run do not say alike, for a person. */
public record ComparisonView(FindingsTable table, PrintStream out) {
  private static final int MOST_LINES = 50;

  /** A list each of what only one says and of what differs, and the sum of all. */
  public void print(ReplayComparison comparison) {
    print("Found by this replay, not by the live run:", events(comparison.onlyReplay()));
    print("Found by the live run, not by this replay:", events(comparison.onlyLive()));
    print(
        "Found by both, but not alike:",
        comparison.differing().stream()
            .map(pair -> table.line(pair.replay()) + ": " + String.join("; ", pair.differences()))
            .toList());
    line(
        "Compared with the live run: %,d events the same, %,d only here, %,d only there, %,d differ."
            .formatted(
                comparison.same(),
                comparison.onlyReplay().size(),
                comparison.onlyLive().size(),
                comparison.differing().size()));
  }

  private List<String> events(List<Finding> events) {
    return events.stream().map(table::line).toList();
  }

  private void print(String title, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    line(title);
    lines.stream().limit(MOST_LINES).forEach(text -> line("  " + text));
    if (lines.size() > MOST_LINES) {
      line("  and %,d more".formatted(lines.size() - MOST_LINES));
    }
    line("");
  }

  private void line(String text) {
    out.println(Terminal.safe(text));
  }
}
