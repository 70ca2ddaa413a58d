package io.diffy.gate;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.pack.Pack;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import io.diffy.view.FindingsTable;
import io.diffy.view.RowSummary;
import io.diffy.view.TimeText;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A verdict for the person who reads the log of a pipeline. */
public record GateView(Screen screen, GatePolicy policy, Pack pack) {

  public void print(GateVerdict verdict) {
    ReportText text = new ReportText(new RowSummary(pack));
    PrintStream out = screen.out();
    screen.say(compared(verdict));
    screen.say("%d of %d queries compared.", verdict.compared(), verdict.queries().size());
    verdict.failingGaps().forEach(gap -> screen.say("  gap: " + text.line(gap)));
    verdict.passingGaps().forEach(gap -> screen.say("  not compared: " + text.line(gap)));
    if (!verdict.failing().isEmpty()) {
      out.println();
      new FindingsTable(new RowSummary(pack), screen).print(verdict.failing());
    }
    if (!verdict.passing().isEmpty()) {
      out.println();
      screen.say("Reported only:");
      byQuery(verdict.passing()).forEach((query, of) -> screen.say("  " + passing(query, of)));
    }
    out.println();
    if (verdict.unreported() > 0) {
      screen.say("%d more deviations were only counted.", verdict.unreported());
    }
    screen.say(result(verdict));
    out.flush();
  }

  /** {@code Failed: 2 findings and 1 gap.} */
  public static String result(GateVerdict verdict) {
    if (verdict.nothingCompared()) {
      return "No verdict: %s: no fresh instance could be compared in any query."
          .formatted(verdict.group());
    }
    return verdict.passed()
        ? "Passed: %s.".formatted(verdict.group())
        : "Failed: %s: %s, %s."
            .formatted(
                verdict.group(),
                Phrases.count(verdict.failing().size(), "finding"),
                Phrases.count(verdict.failingGaps().size(), "gap"));
  }

  private static String compared(GateVerdict verdict) {
    Baseline newest = verdict.baselines().newest();
    return "%s: %s (%s) against the baseline (%s) of %s, taken %s."
        .formatted(
            verdict.group(),
            Phrases.count(verdict.fresh().size(), "fresh instance"),
            verdict.fresh().stream()
                .map(Instance::launchVersion)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .map(GateView::version)
                .collect(Collectors.joining(", ")),
            version(BaselineChoice.versionOf(newest)),
            Phrases.count(
                newest.answers().stream().map(o -> o.instance().instanceId()).distinct().count(),
                "instance"),
            TimeText.minutes(newest.takenAt()));
  }

  private static String version(String launchVersion) {
    return launchVersion.isEmpty() ? "no launch version" : "launch version " + launchVersion;
  }

  private static Map<String, List<Finding>> byQuery(List<Finding> findings) {
    return findings.stream()
        .collect(Collectors.groupingBy(Finding::query, TreeMap::new, Collectors.toList()));
  }

  private String passing(String query, List<Finding> findings) {
    Map<String, Long> kinds =
        findings.stream()
            .collect(
                Collectors.groupingBy(f -> f.kind().word(), TreeMap::new, Collectors.counting()));
    String why =
        policy.ignored().contains(query) ? "ignored" : "below " + Phrases.word(policy.from());
    return "%s: %s (%s)"
        .formatted(
            query,
            kinds.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", ")),
            why);
  }
}
