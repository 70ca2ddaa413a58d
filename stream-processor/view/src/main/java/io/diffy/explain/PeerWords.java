package io.diffy.explain;

import io.diffy.schemas.BaselineUsed;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.terminal.Phrases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Who a finding was compared with. */
final class PeerWords {
  private PeerWords() {}

  static List<String> of(Finding finding) {
    String they = "%d of %d instances ".formatted(finding.hostsWithItem(), finding.hostsCompared());
    if (finding.isSilence()) {
      return List.of(they + "fell silent.");
    }
    if (finding.kind() == Kind.COVERAGE) {
      boolean clock = finding.row().getOrDefault("coverage", "").equals("clock");
      return List.of(
          they
              + (clock
                  ? "are judged by the broker's time, since their own is not to be trusted."
                  : "can't be judged in this query."));
    }
    if (finding.kind() == Kind.DRIFT) {
      return List.of(
          they
              + "are of the cohort \"%s\"; they are compared with the others."
                  .formatted(finding.cohort()));
    }
    List<String> lines = new ArrayList<>();
    String cohort =
        finding.cohort().equals("all instances")
            ? ""
            : " of the cohort \"" + finding.cohort() + '"';
    lines.add(
        "%s%s answered whole: %d %s it, %d %s not."
            .formatted(
                Phrases.count(finding.hostsCompared(), "instance"),
                cohort,
                finding.hostsWithItem(),
                finding.hostsWithItem() == 1 ? "has" : "have",
                finding.hostsCompared() - finding.hostsWithItem(),
                finding.hostsCompared() - finding.hostsWithItem() == 1 ? "does" : "do"));
    lines.add(
        switch (finding.method()) {
          case CLUSTER -> "The peers disagree with the deviating instances. No baseline does.";
          case BASELINE -> "The baseline disagrees; the peers alone would not.";
          case BOTH -> "The peers and the baseline both disagree.";
        });
    for (BaselineUsed baseline : finding.baselines()) {
      lines.add(
          "Baseline version %d of %s, %s old then."
              .formatted(baseline.version(), baseline.takenAt(), span(age(baseline, finding))));
    }
    return lines;
  }

  /** How old a baseline was when it was judged. */
  static Duration age(BaselineUsed baseline, Finding finding) {
    return Duration.between(baseline.takenAt(), finding.evaluatedAt());
  }

  static String span(Duration span) {
    if (span.toDays() >= 2) {
      return span.toDays() + " days";
    }
    return span.toHours() >= 2
        ? span.toHours() + " hours"
        : Phrases.count(Math.max(0, span.toMinutes()), "minute");
  }
}
