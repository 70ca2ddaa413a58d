package io.diffy.view;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import io.diffy.terminal.Csv;
import io.diffy.terminal.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Findings and ranked hosts for a spreadsheet: a header, then one record each. */
public final class FindingsCsv {
  private static final List<String> FINDING =
      List.of(
          "uid",
          "group",
          "query",
          "kind",
          "severity",
          "confidence",
          "score",
          "state",
          "first_seen",
          "last_seen",
          "have",
          "covered",
          "hosts",
          "row",
          "reason");

  private static final List<String> HOST =
      List.of("rank", "group", "instance_id", "score", "best_score", "findings", "best_finding");

  private FindingsCsv() {}

  /** Of findings; several hosts stand in one cell, with blanks between them. */
  public static List<String> findings(List<Finding> findings, RowSummary summary) {
    List<String> lines = new ArrayList<>(List.of(Csv.line(FINDING)));
    for (Finding finding : findings) {
      lines.add(
          Csv.line(
              List.of(
                  finding.uid(),
                  finding.group().toString(),
                  finding.query(),
                  finding.kind().word(),
                  Phrases.word(finding.severity()),
                  Phrases.word(finding.confidence()),
                  number(finding.score()),
                  finding.closeReason().map(CloseReason::words).orElse("open"),
                  finding.firstSeen().toString(),
                  finding.lastSeen().toString(),
                  Integer.toString(finding.hostsWithItem()),
                  Integer.toString(finding.hostsCompared()),
                  finding.instances().stream()
                      .map(Instance::instanceId)
                      .collect(Collectors.joining(" ")),
                  summary.of(finding),
                  finding.reason())));
    }
    return lines;
  }

  /** Of ranked hosts. */
  public static List<String> hosts(List<HostRanking.RankedHost> hosts) {
    List<String> lines = new ArrayList<>(List.of(Csv.line(HOST)));
    for (HostRanking.RankedHost host : hosts) {
      Finding best = host.findings().get(0);
      lines.add(
          Csv.line(
              List.of(
                  Integer.toString(lines.size()),
                  best.group().toString(),
                  host.instanceId(),
                  number(host.score()),
                  number(best.score()),
                  Integer.toString(host.findings().size()),
                  best.uid())));
    }
    return lines;
  }

  private static String number(double score) {
    return String.format(Locale.ROOT, "%.3f", score);
  }
}
