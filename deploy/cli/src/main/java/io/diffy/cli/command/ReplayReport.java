package io.diffy.cli.command;

import io.diffy.replay.AsOfView;
import io.diffy.replay.ComparisonView;
import io.diffy.replay.CoverageTally;
import io.diffy.replay.InputOptions;
import io.diffy.replay.LastSeen;
import io.diffy.replay.Recording;
import io.diffy.replay.ReplayComparison;
import io.diffy.replay.ReplayOutcome;
import io.diffy.replay.ReplayWindow;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.pack.Pack;
import io.diffy.terminal.Screen;
import io.diffy.view.FindingCounts;
import io.diffy.view.FindingsTable;
import io.diffy.view.HostRanking;
import io.diffy.view.OpenFindings;
import io.diffy.view.RowSummary;
import io.diffy.view.Verdict;
import java.util.List;
import java.util.Optional;

/** What a replay prints. */
final class ReplayReport {
  private final Screen screen;
  private final OutputOptions output;
  private final FindingsTable table;

  ReplayReport(Screen screen, OutputOptions output, Pack pack) {
    this.screen = screen;
    this.output = output;
    table = new FindingsTable(new RowSummary(pack), screen);
  }

  void print(
      ReplayOutcome outcome,
      ReplayWindow window,
      LastSeen sightings,
      Codec<Finding> codec,
      CoverageTally coverage,
      InputOptions input,
      long badLines) {
    // Of files the topic's baselines don't count.
    Optional<String> nothing =
        input.given()
            ? coverage.nothing(
                group -> "Give answers of a clean instance to compare with: --baseline FILE")
            : coverage.nothing();
    String judged =
        Verdict.nobody(outcome.shown())
            + (input.isLossy()
                ? " in what could be read: %s. The rest of the input is lost, see above."
                : ". %s"
                    + (badLines == 0 ? "." : "; lines that could not be read: " + badLines + "."));
    if (!output.isTable() && !outcome.accuses()) {
      nothing.ifPresent(output.remarks(screen)::say);
    }
    output.print(
        screen,
        codec,
        outcome.shown(),
        shown -> {
          boolean tells = !Verdict.told(shown).isEmpty();
          String nobody = nothing.orElse(judged.formatted(coverage));
          if (!outcome.accuses() && !tells) {
            screen.say(nobody);
          }
          table(outcome, window, sightings);
          if (!outcome.accuses() && tells) {
            screen.say("");
            screen.say(nobody);
          }
        });
  }

  private void table(ReplayOutcome outcome, ReplayWindow window, LastSeen sightings) {
    List<Finding> open = open(outcome);
    List<HostRanking.RankedHost> hosts = HostRanking.of(open);
    if (!hosts.isEmpty()) {
      table.printHosts(hosts);
      screen.out().println();
    }
    if (window.isBounded()) {
      new AsOfView(window, sightings, screen).print(outcome, table);
    }
    if (!outcome.shown().isEmpty()) {
      table.print(outcome.shown());
    }
  }

  /** Beside the results where a program reads those. */
  void print(ReplayComparison comparison) {
    screen.out().flush();
    if (output.isTable()) {
      screen.out().println();
    }
    new ComparisonView(table, output.remarks(screen).out()).print(comparison);
  }

  /** The numbers of all that is counted, which add up to the rows that are shown. */
  void sum(ReplayOutcome outcome, Recording recording) {
    screen.note(
        "%,d observations judged, %,d lines left out as malformed; %s; still open at the end: %s.",
        recording.size(),
        recording.badLines(),
        FindingCounts.of(outcome.shown()),
        FindingCounts.of(open(outcome)));
  }

  private static List<Finding> open(ReplayOutcome outcome) {
    return outcome.shown().stream().filter(OpenFindings::isOpen).toList();
  }
}
