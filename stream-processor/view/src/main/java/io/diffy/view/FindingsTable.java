package io.diffy.view;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Findings and ranked hosts as tables for a person. */
public record FindingsTable(RowSummary summary, Screen screen) {
  private static final int REASONS_PER_HOST = 3;

  /** With what the shipped pack says about rows. */
  public static FindingsTable on(Screen screen) {
    return new FindingsTable(new RowSummary(TriagePack.load()), screen);
  }

  /**
   * Who stopped answering; then one row per story in the order given; what it is about, why, and
   * what goes with it, below.
   */
  public void print(List<Finding> findings) {
    printSilent(findings);
    TableView table =
        new TableView()
            .number("SCORE")
            .column("SEVERITY", "CONFIDENCE")
            .flexible("INSTANCE")
            .column("QUERY", "KIND")
            .column("SINCE (UTC)", "ID");
    List<Finding> deviations = findings.stream().filter(OpenFindings::isDeviation).toList();
    for (CorrelatedFindings story : CorrelatedFindings.of(deviations)) {
      table.row(style(story.head()), cells(story.head()), notes(story));
    }
    if (!deviations.isEmpty()) {
      table.print(screen);
    }
    List<String> remarks =
        InformationalFindings.of(findings.stream().filter(OpenFindings::isOpen).toList());
    if (!remarks.isEmpty() && !deviations.isEmpty()) {
      screen.out().println();
    }
    remarks.forEach(line -> screen.say(line));
  }

  /** Who stopped answering, where anybody did. */
  public void printSilent(List<Finding> findings) {
    if (SilenceTable.isNeeded(findings)) {
      new SilenceTable(screen).print(findings);
      screen.out().println();
    }
  }

  /** One row per host, the reasons of its best findings below. */
  public void printHosts(List<HostRanking.RankedHost> hosts) {
    TableView table =
        new TableView()
            .number("RANK")
            .column("INSTANCE")
            .number("SCORE", "BEST", "FINDINGS")
            .column("SINCE (UTC)");
    int rank = 1;
    for (HostRanking.RankedHost host : hosts) {
      Finding best = host.findings().get(0);
      List<String> cells =
          List.of(
              Integer.toString(rank++),
              host.instanceId(),
              number(host.score()),
              number(best.score()),
              Integer.toString(host.findings().size()),
              host.since().map(TimeText::minutes).orElse("not known"));
      List<String> reasons =
          host.findings().stream()
              .limit(REASONS_PER_HOST)
              .map(finding -> sentence(host.instanceId(), finding))
              .toList();
      table.row(style(best), cells, reasons);
    }
    table.print(screen);
  }

  /** A finding's event on one line, for a person who watches. */
  public String line(Finding event) {
    return String.join(
        "  ",
        TimeText.minutes(event.evaluatedAt()),
        Phrases.word(event.activity()),
        number(event.score()),
        instances(event),
        event.query(),
        event.kind().word(),
        summary.of(event),
        Phrases.shortId(event.uid()));
  }

  private List<String> cells(Finding finding) {
    return List.of(
        number(finding.score()),
        Phrases.word(finding.severity()),
        Phrases.word(finding.confidence()),
        instances(finding),
        finding.query(),
        finding.kind().word(),
        TimeText.minutes(finding.firstSeen()),
        Phrases.shortId(finding.uid()));
  }

  private List<String> notes(CorrelatedFindings story) {
    Finding finding = story.head();
    String closed = finding.closeReason().map(why -> "closed: " + why.words() + "; ").orElse("");
    List<String> notes = new ArrayList<>(List.of(summary.of(finding), closed + finding.reason()));
    String hosts = HostTimes.words(finding);
    if (!hosts.isEmpty()) {
      notes.add(hosts);
    }
    finding
        .triage()
        .ifPresent(
            said ->
                notes.add(
                    "STATE %s%s: %s"
                        .formatted(
                            said.state().words(),
                            said.assignee().isEmpty() ? "" : ", " + said.assignee(),
                            said.note())));
    if (!finding.maskedColumns().isEmpty()) {
      notes.add(
          "not compared, because the peers agree on no value: "
              + String.join(", ", finding.maskedColumns()));
    }
    story
        .shadows()
        .forEach(
            shadow ->
                notes.add(
                    "with it %s %s: %s"
                        .formatted(shadow.query(), shadow.kind().word(), summary.of(shadow))));
    return notes;
  }

  private String sentence(String instanceId, Finding finding) {
    return finding.isSilence()
        ? finding.reason()
        : "%s %s: %s (%s)"
            .formatted(
                finding.query(),
                finding.kind().word(),
                summary.on(instanceId, finding),
                finding.reason());
  }

  private static String instances(Finding finding) {
    List<Instance> instances = finding.instances();
    return switch (instances.size()) {
      case 0 -> "(whole group)";
      case 1 -> instances.get(0).instanceId();
      default -> instances.get(0).instanceId() + " and " + (instances.size() - 1) + " more";
    };
  }

  private static Style style(Finding finding) {
    if (!OpenFindings.isOpen(finding) || !OpenFindings.isDeviation(finding)) {
      return Style.DIM;
    }
    return switch (finding.severity()) {
      case CRITICAL, HIGH -> Style.RED;
      case MEDIUM -> Style.YELLOW;
      default -> Style.PLAIN;
    };
  }

  private static String number(double score) {
    return String.format(Locale.ROOT, "%.1f", score);
  }
}
