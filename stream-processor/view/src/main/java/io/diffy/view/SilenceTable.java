package io.diffy.view;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import java.util.List;

/** Who stopped answering, since when, and what that is told at. */
record SilenceTable(Screen screen) {
  private static final int MOST_OF_A_GAP = 20;

  /** Whether any of them is about silence. */
  static boolean isNeeded(List<Finding> findings) {
    return findings.stream().anyMatch(Finding::isSilence);
  }

  /** A row for each host, those that wake somebody first. */
  void print(List<Finding> findings) {
    TableView table =
        new TableView()
            .flexible("STOPPED ANSWERING")
            .column("LAST ANSWER (UTC)", "SEVERITY", "OF")
            .flexible("GROUP")
            .column("ID");
    findings.stream()
        .filter(Finding::isSilence)
        .sorted(
            (a, b) ->
                a.severity() == b.severity()
                    ? a.firstSeen().compareTo(b.firstSeen())
                    : b.severity().compareTo(a.severity()))
        .forEach(finding -> rows(finding, table));
    table.print(screen);
  }

  private static void rows(Finding finding, TableView table) {
    List<Instance> shown = finding.instances().stream().limit(MOST_OF_A_GAP).toList();
    for (Instance instance : shown) {
      boolean last = instance.equals(shown.get(shown.size() - 1));
      table.row(
          finding.isOpen() && finding.severity() != Severity.LOW ? Style.YELLOW : Style.PLAIN,
          List.of(
              instance.instanceId(),
              finding.firstSeenOn(instance.instanceId()).map(TimeText::minutes).orElse("not known"),
              Phrases.word(finding.severity()),
              finding.hostsCompared() + " hosts",
              finding.group().toString(),
              Phrases.shortId(finding.uid())),
          last ? notes(finding, shown.size()) : List.of());
    }
  }

  private static List<String> notes(Finding finding, int shown) {
    int more = finding.instances().size() - shown;
    String closed =
        finding
            .closeReason()
            .map(
                why ->
                    "closed %s: %s; "
                        .formatted(TimeText.minutes(finding.evaluatedAt()), why.words()))
            .orElse("");
    return List.of(closed + finding.reason() + (more > 0 ? ", and " + more + " more" : ""));
  }
}
