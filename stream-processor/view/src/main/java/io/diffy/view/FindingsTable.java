package io.diffy.view;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import io.diffy.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Findings and ranked hosts as tables for a person.
 *
 * @param remarks what stands below a finding besides
 */
public record FindingsTable(
    RowSummary summary, Screen screen, Function<Finding, List<String>> remarks) {
  private static final int REASONS_PER_HOST = 3;

  /** From so many columns on there is room for everything. */
  private static final int WIDE = 110;

  private static final String YEAR = "2026-";
  private static final int GROUP_AT = 4;
  private static final int NARROWEST_GROUP = 12;

  public FindingsTable(RowSummary summary, Screen screen) {
    this(summary, screen, finding -> List.of());
  }

  /** With what the shipped pack says about rows. */
  public static FindingsTable on(Screen screen) {
    return new FindingsTable(new RowSummary(ShippedPacks.all()), screen);
  }

  /**
   * Who stopped answering; then one row per story in the order given; what it is about, why, and
   * what goes with it, below.
   */
  public void print(List<Finding> findings) {
    printSilent(findings);
    boolean groups = findings.stream().map(Finding::group).distinct().count() > 1;
    boolean wide = screen.width() >= (groups ? WIDE + 25 : WIDE);
    boolean kinds = !groups || screen.width() >= WIDE;
    int ids = shortest(findings);
    TableView table = new TableView().number("SCORE").column("SEVERITY");
    if (wide) {
      table.column("CONFIDENCE");
    }
    if (groups) {
      table.names("GROUP");
    }
    table.names("INSTANCE").flexible("QUERY");
    if (kinds) {
      table.column("KIND");
    }
    table.column("SINCE (UTC)", "ID");
    List<Finding> deviations = findings.stream().filter(OpenFindings::isDeviation).toList();
    for (CorrelatedFindings story : CorrelatedFindings.of(deviations)) {
      table.row(
          style(story.head()),
          cells(story.head(), new Layout(groups, wide, kinds, ids)),
          notes(story, kinds));
    }
    if (!deviations.isEmpty()) {
      table.print(screen);
    }
    List<String> gaps =
        InformationalFindings.of(findings.stream().filter(OpenFindings::isOpen).toList());
    if (!gaps.isEmpty() && !deviations.isEmpty()) {
      screen.out().println();
    }
    gaps.forEach(line -> screen.tell(line));
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
    boolean groups =
        hosts.stream().map(host -> host.findings().get(0).group()).distinct().count() > 1;
    TableView table = new TableView().number("RANK");
    if (groups) {
      table.names("GROUP");
    }
    table.names("INSTANCE").number("SCORE", "BEST", "FINDINGS").column("SINCE (UTC)");
    int rank = 1;
    for (HostRanking.RankedHost host : hosts) {
      Finding best = host.findings().get(0);
      List<String> cells = new ArrayList<>(List.of(Integer.toString(rank++)));
      if (groups) {
        cells.add(best.group().toString());
      }
      cells.addAll(
          List.of(
              host.instanceId(),
              number(host.score()),
              number(best.score()),
              Integer.toString(host.findings().size()),
              host.since().map(TimeText::minutes).orElse("not known")));
      List<String> reasons =
          host.findings().stream()
              .limit(REASONS_PER_HOST)
              .map(finding -> sentence(host, finding))
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

  /**
   * The same for a person who watches: in the words and the order of the table, on one line where
   * that fits.
   *
   * @param group whether it says which group
   */
  public void printEvent(Finding event, boolean group) {
    String what =
        switch (event.activity()) {
          case CREATE -> "new";
          case UPDATE -> "changed";
          case CLOSE -> "closed";
        };
    boolean wide = screen.width() >= WIDE;
    String at = TimeText.minutes(event.evaluatedAt());
    List<String> words = new ArrayList<>();
    words.addAll(List.of(wide ? at : at.substring(YEAR.length()), what, number(event.score())));
    words.add(Phrases.word(event.severity()));
    words.add(instances(event));
    if (wide) {
      words.addAll(List.of(event.query(), event.kind().word()));
    }
    words.add(Phrases.shortId(event.uid()));
    if (group) {
      int room = screen.width() - Terminal.width(Terminal.safe(String.join("  ", words))) - 2;
      String name = Terminal.safe(event.group().toString());
      words.add(GROUP_AT, Terminal.middle(name, Math.max(NARROWEST_GROUP, room)));
    }
    String head = Terminal.safe(String.join("  ", words));
    String why = event.closeReason().map(w -> "closed: " + w.words()).orElse(event.reason());
    String kind = wide ? "" : event.query() + " " + event.kind().word() + ": ";
    String row = Terminal.safe(kind + summary.of(event) + "; " + why);
    boolean fits = Terminal.width(head) + Terminal.width(row) + 2 <= screen.width();
    if (fits) {
      screen.out().println(style(event).apply(head + "  " + row, screen.colour()));
    } else {
      Terminal.wrap(head, screen.width())
          .forEach(line -> screen.out().println(style(event).apply(line, screen.colour())));
      Terminal.wrap(row, screen.width() - 4).forEach(line -> screen.out().println("    " + line));
    }
    screen.out().flush();
  }

  /** Which columns there is room for, and how long an id is. */
  private record Layout(boolean groups, boolean wide, boolean kinds, int ids) {}

  private static List<String> cells(Finding finding, Layout layout) {
    String since = TimeText.minutes(finding.firstSeen());
    List<String> cells = new ArrayList<>();
    cells.add(number(finding.score()));
    cells.add(Phrases.word(finding.severity()));
    if (layout.wide) {
      cells.add(Phrases.word(finding.confidence()));
    }
    if (layout.groups) {
      cells.add(finding.group().toString());
    }
    cells.add(instances(finding));
    cells.add(finding.query());
    if (layout.kinds) {
      cells.add(finding.kind().word());
    }
    cells.add(layout.wide ? since : since.substring(YEAR.length()));
    cells.add(finding.uid().substring(0, Math.min(layout.ids, finding.uid().length())));
    return cells;
  }

  /** So many characters tell all these ids apart. */
  private static int shortest(List<Finding> findings) {
    int length = Phrases.SHORT_ID;
    List<String> uids = findings.stream().map(Finding::uid).distinct().sorted().toList();
    for (int i = 1; i < uids.size(); i++) {
      while (uids.get(i).regionMatches(0, uids.get(i - 1), 0, length)) {
        length++;
      }
    }
    return length;
  }

  /** With the kind before them where it has no column. */
  private List<String> notes(CorrelatedFindings story, boolean kinds) {
    Finding finding = story.head();
    String closed = finding.closeReason().map(why -> "closed: " + why.words() + "; ").orElse("");
    String kind = kinds ? "" : finding.kind().word() + ": ";
    List<String> notes =
        new ArrayList<>(List.of(kind + summary.of(finding), closed + finding.reason()));
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
    notes.addAll(remarks.apply(finding));
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

  /** With the time on this host where it is another than that of the host's first finding. */
  private String sentence(HostRanking.RankedHost host, Finding finding) {
    if (finding.isSilence()) {
      return finding.reason();
    }
    Optional<String> since = finding.firstSeenOn(host.instanceId()).map(TimeText::minutes);
    return "%s %s%s: %s (%s)"
        .formatted(
            finding.query(),
            finding.kind().word(),
            since.equals(host.since().map(TimeText::minutes))
                ? ""
                : since.map(time -> " here since " + time).orElse(""),
            summary.on(host.instanceId(), finding),
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
