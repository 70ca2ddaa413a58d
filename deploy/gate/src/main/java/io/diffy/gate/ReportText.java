package io.diffy.gate;

import io.diffy.gate.GateVerdict.Gap;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Terminal;
import io.diffy.view.RowSummary;
import java.util.List;

/**
 * What a gate found in words, for reports. Everything is on one line, bounded, and without control
 * characters: what XML 1.0 forbids even as a reference is a visible escape such as {@code \x1b}.
 */
final class ReportText {
  private static final int LONGEST = 1000;
  private static final int LONGEST_NAME = 200;
  private static final int NAMED = 5;

  private final RowSummary summary;

  /** With what the shipped pack says of rows. */
  ReportText() {
    this(new RowSummary(ShippedPacks.all()));
  }

  ReportText(RowSummary summary) {
    this.summary = summary;
  }

  /** {@code crontab unexpected}. */
  String title(Finding finding) {
    return name(finding.query()) + " " + finding.kind().word();
  }

  /** The row in a few words. */
  String row(Finding finding) {
    return safe(summary.of(finding), LONGEST);
  }

  /** Why, how bad, and on whom. */
  String why(Finding finding) {
    return safe(
        "%s. Severity %s, score %.1f, on %s, id %s"
            .formatted(
                finding.reason(),
                Phrases.word(finding.severity()),
                finding.score(),
                some(finding.instances().stream().map(Instance::instanceId).toList()),
                finding.uid()),
        LONGEST);
  }

  /** {@code iptables on i-1: error: no such table}. */
  String line(Gap gap) {
    String where = gap.instances().isEmpty() ? "" : " on " + some(gap.instances());
    return safe(gap.query() + where + ": " + gap.reason(), LONGEST);
  }

  /** A name that a host may have chosen. */
  static String name(String text) {
    return safe(text, LONGEST_NAME);
  }

  static String some(List<String> names) {
    return Phrases.some(names.stream().map(ReportText::name).toList(), NAMED);
  }

  private static String safe(String text, int longest) {
    return Terminal.cut(Terminal.safe(text), longest);
  }
}
