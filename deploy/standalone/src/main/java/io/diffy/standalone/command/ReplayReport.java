package io.diffy.standalone.command;

import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.pack.Pack;
import io.diffy.standalone.replay.AsOfView;
import io.diffy.standalone.replay.Comparison;
import io.diffy.standalone.replay.ComparisonView;
import io.diffy.standalone.replay.Outcome;
import io.diffy.standalone.replay.Recording;
import io.diffy.standalone.replay.Sightings;
import io.diffy.standalone.replay.Window;
import io.diffy.standalone.terminal.Screen;
import io.diffy.standalone.view.FindingsTable;
import io.diffy.standalone.view.HostRanking;
import io.diffy.standalone.view.OpenFindings;
import io.diffy.standalone.view.RowSummary;
import java.util.List;

/** What a replay prints. */
final class ReplayReport {
  private final Screen screen;
  private final Format format;
  private final FindingsTable table;

  ReplayReport(Screen screen, Format format, Pack pack) {
    this.screen = screen;
    this.format = format;
    table = new FindingsTable(new RowSummary(pack), screen);
  }

  void print(Outcome outcome, Window window, Sightings sightings, Codec<Finding> codec) {
    if (format != Format.TABLE) {
      new Output(screen).print(format, codec, outcome.shown());
      return;
    }
    if (!outcome.found()) {
      screen.out().println("Nothing found.");
    }
    List<Finding> open = open(outcome);
    if (open.stream().anyMatch(OpenFindings::isDeviation)) {
      table.printHosts(HostRanking.of(open));
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
  void print(Comparison comparison) {
    screen.out().flush();
    boolean forAPerson = format == Format.TABLE;
    if (forAPerson) {
      screen.out().println();
    }
    new ComparisonView(table, forAPerson ? screen.out() : screen.err()).print(comparison);
  }

  void sum(Outcome outcome, Recording recording) {
    screen.note(
        "%,d observations judged, %,d lines left out as malformed; %,d findings, %,d still open at the end."
            .formatted(
                recording.size(),
                recording.badLines(),
                outcome.shown().size(),
                open(outcome).size()));
  }

  private static List<Finding> open(Outcome outcome) {
    return outcome.shown().stream().filter(OpenFindings::isOpen).toList();
  }
}
