package io.diffy.explain;

import io.diffy.rules.item.NormalizationTrace;
import io.diffy.rules.item.NormalizationTrace.Replaced;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.json.Techniques;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Style;
import io.diffy.terminal.Terminal;
import io.diffy.view.ExceptionsTable;
import io.diffy.view.TimeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An explanation for a person at three in the morning: the verdict in the first two lines, then one
 * short section per question. Everything passes {@link Terminal#safe}.
 */
public record ExplainText(Screen screen) {
  private static final String INDENT = "  ";

  /** Prints it all. */
  public void print(Explanation explained) {
    Finding finding = explained.finding();
    heading(finding);
    // A drift is about more rows than the one it carries.
    boolean manyThings = !finding.differences().isEmpty();
    section(
        manyThings ? "WHAT SEPARATES" : "WHAT",
        manyThings ? DriftWords.of(finding) : what(explained));
    section(WhereWords.title(finding), WhereWords.of(finding));
    section("COMPARED WITH", PeerWords.of(finding));
    section("HOW ODD", ScoreWords.of(finding));
    section("HOW SURE", List.of(WeightWords.confidence(finding)));
    section("HOW BAD", List.of(WeightWords.severity(finding, explained.query())));
    if (!manyThings) {
      section("NOT COMPARED", masked(explained));
    }
    section(
        "HISTORY (JUDGED, UTC)",
        LifeWords.of(explained.life(), explained.accepted()).stream()
            .map(event -> TimeText.minutes(event.at()) + "  " + event.words())
            .toList());
    section(
        "ACCEPTED",
        explained.accepted().stream()
            .filter(ExceptionRule::silences)
            .map(ExplainText::accepted)
            .toList());
    section(
        "TRIAGE (UTC)",
        explained.accepted().stream()
            .flatMap(rule -> rule.triage().stream())
            .map(said -> TimeText.minutes(said.at()) + "  " + LifeWords.triage(said))
            .toList());
    if (finding.kind() != Kind.COVERAGE && !manyThings) {
      meaning(explained);
    }
    next(explained);
    screen.out().flush();
  }

  private void heading(Finding finding) {
    boolean open = finding.isOpen();
    String state =
        open
            ? "OPEN"
            : "CLOSED (" + finding.closeReason().map(r -> r.words()).orElse("no reason") + ")";
    String title =
        "%s: %s in %s, severity %s"
            .formatted(
                state, finding.kind().word(), finding.query(), Phrases.word(finding.severity()));
    println(open ? Style.RED : Style.DIM, Terminal.safe(title));
    wrapped("", finding.group() + ": " + finding.reason());
    wrapped(
        "",
        "first seen %s, last seen %s, judged %s (UTC)"
            .formatted(
                TimeText.minutes(finding.firstSeen()),
                TimeText.minutes(finding.lastSeen()),
                TimeText.minutes(finding.evaluatedAt())));
    wrapped("", "id " + finding.uid());
  }

  /** What a deviation of this query may mean; an answer that failed means neither. */
  private void meaning(Explanation explained) {
    section(
        "KNOWN HARMLESS CAUSES", explained.query().map(PackQuery::benignCauses).orElse(List.of()));
    section(
        "ATT&CK",
        explained.finding().techniques().stream()
            .map(id -> (id + " " + Techniques.name(id)).strip())
            .toList());
  }

  /** The compared columns, first those that name the thing; of a changed row both values. */
  private static List<String> what(Explanation explained) {
    Finding finding = explained.finding();
    Map<String, String> row = shownRow(explained);
    int width = row.keySet().stream().mapToInt(String::length).max().orElse(0);
    Set<String> differing =
        finding.kind() == Kind.CHANGED
            ? new TreeSet<>(explained.rules().differing(finding.row(), finding.previous()))
            : new TreeSet<>();
    finding.maskedColumns().forEach(differing::remove);
    List<String> lines = new ArrayList<>();
    if (explained.isPeersRow()) {
      lines.add("These instances lack what their peers have:");
    }
    if (finding.kind() == Kind.DRIFT) {
      lines.add("One of the things that separate them from the others:");
    }
    row.forEach(
        (column, text) -> {
          String name = column + " ".repeat(Math.min(width, 24) - Math.min(column.length(), 24));
          if (differing.contains(column)) {
            lines.add(name + "  here:   " + text);
            lines.add(name + "  peers:  " + finding.previous().getOrDefault(column, "(none)"));
          } else if (!text.isEmpty()) {
            boolean ofOne = finding.evidence().differing().contains(column);
            lines.add(name + "  " + text + (ofOne ? "  (of one; the hosts differ)" : ""));
          }
        });
    finding
        .thing()
        .ifPresent(thing -> lines.addAll(OtherRows.of(finding, thing, explained.rules())));
    return lines;
  }

  private static Map<String, String> shownRow(Explanation explained) {
    Map<String, String> row = explained.finding().row();
    Set<String> columns = new LinkedHashSet<>();
    explained.query().ifPresent(query -> columns.addAll(query.identity()));
    columns.addAll(row.keySet());
    explained.masking().ifPresent(masking -> columns.removeAll(masking.dropped().keySet()));
    columns.retainAll(row.keySet());
    return columns.stream()
        .collect(Collectors.toMap(c -> c, row::get, (a, b) -> a, LinkedHashMap::new));
  }

  private static List<String> masked(Explanation explained) {
    if (explained.masking().isEmpty()) {
      return List.of();
    }
    NormalizationTrace masking = explained.masking().get();
    List<String> lines = new ArrayList<>();
    masking
        .dropped()
        .forEach(
            (column, text) ->
                lines.add(column + "=" + text + " was left out: it changes on its own"));
    for (Replaced piece : masking.replaced()) {
      lines.add("%s: \"%s\" counted as %s".formatted(piece.column(), piece.text(), piece.by()));
    }
    if (lines.isEmpty()) {
      lines.add("Nothing: every column was compared letter by letter.");
    }
    if (explained.isPeersRow()) {
      lines.add("The row is a peer's, whose own names are not in the finding.");
    }
    return lines;
  }

  private static String accepted(ExceptionRule rule) {
    String ended = rule.removal().map(ExplainText::removed).orElse("");
    return "%s by %s for %s until %s, because: %s%s"
        .formatted(
            TimeText.minutes(rule.acceptedAt()),
            rule.acceptedBy().isEmpty() ? "somebody" : rule.acceptedBy(),
            ExceptionsTable.where(rule),
            rule.expiresAt().map(TimeText::minutes).orElse("further notice"),
            rule.reason(),
            ended + (rule.about().seen().isEmpty() ? " (covers any attributes)" : ""));
  }

  private static String removed(ExceptionRule.Removal removal) {
    String why = removal.reason().isEmpty() ? "" : " because: " + removal.reason();
    return ", removed %s by %s%s".formatted(TimeText.minutes(removal.at()), removal.by(), why);
  }

  /** Not wrapped: it is for copying. */
  private void next(Explanation explained) {
    println(Style.BOLD, "NEXT");
    NextSteps.commands(explained)
        .forEach(command -> println(Style.PLAIN, INDENT + Terminal.safe(command)));
    NextSteps.sql(explained)
        .ifPresent(
            sql -> {
              String healthy = explained.isPeersRow() ? "; a healthy one answers with a row:" : ":";
              println(Style.PLAIN, INDENT + "in osqueryi on the host" + healthy);
              println(Style.PLAIN, INDENT + INDENT + Terminal.safe(sql));
            });
  }

  private void section(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      println(Style.BOLD, title);
      lines.forEach(line -> wrapped(INDENT, line));
    }
  }

  private void wrapped(String indent, String text) {
    Terminal.wrap(Terminal.safe(text), screen.width() - indent.length())
        .forEach(line -> println(Style.PLAIN, indent + line));
  }

  private void println(Style style, String safeLine) {
    screen.out().println(style.apply(safeLine, screen.colour()));
  }
}
