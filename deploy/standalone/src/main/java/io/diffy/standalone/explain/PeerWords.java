package io.diffy.standalone.explain;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who a finding was compared with. */
final class PeerWords {
  /** As the sentence of the finding names baselines; it stands behind everything a host wrote. */
  private static final Pattern BASELINE =
      Pattern.compile("\\(version ([0-9]+) of ([0-9TZ:.-]+)\\)");

  private PeerWords() {}

  /** A baseline that took part, and how old it was when it was judged. */
  record BaselineUsed(int version, Instant takenAt, Duration age) {}

  static List<String> of(Finding finding) {
    if (finding.kind() == Kind.COVERAGE) {
      return List.of(
          "%d of %d instances can't be judged in this query."
              .formatted(finding.have(), finding.covered()));
    }
    List<String> lines = new ArrayList<>();
    String cohort =
        finding.cohort().equals("all instances")
            ? ""
            : " of the cohort \"" + finding.cohort() + '"';
    lines.add(
        "%s%s answered whole: %d %s it, %d %s not."
            .formatted(
                count(finding.covered(), "instance"),
                cohort,
                finding.have(),
                finding.have() == 1 ? "has" : "have",
                finding.covered() - finding.have(),
                finding.covered() - finding.have() == 1 ? "does" : "do"));
    lines.add(
        switch (finding.method()) {
          case CLUSTER -> "The peers disagree with the deviating instances. No baseline does.";
          case BASELINE -> "The baseline disagrees; the peers alone would not.";
          case BOTH -> "The peers and the baseline both disagree.";
        });
    for (BaselineUsed baseline : baselines(finding)) {
      lines.add(
          "Baseline version %d of %s, %s old then."
              .formatted(baseline.version(), baseline.takenAt(), span(baseline.age())));
    }
    return lines;
  }

  static List<BaselineUsed> baselines(Finding finding) {
    List<BaselineUsed> used = new ArrayList<>();
    int from = finding.reason().lastIndexOf("; the baseline ");
    if (finding.method() == Method.CLUSTER || from < 0) {
      return used;
    }
    Matcher baseline = BASELINE.matcher(finding.reason().substring(from));
    while (baseline.find()) {
      try {
        Instant takenAt = Instant.parse(baseline.group(2));
        used.add(
            new BaselineUsed(
                Integer.parseInt(baseline.group(1)),
                takenAt,
                Duration.between(takenAt, finding.evaluatedAt())));
      } catch (DateTimeParseException | NumberFormatException e) {
        return List.of();
      }
    }
    return used;
  }

  static String span(Duration span) {
    if (span.toDays() >= 2) {
      return span.toDays() + " days";
    }
    return span.toHours() >= 2
        ? span.toHours() + " hours"
        : count(Math.max(0, span.toMinutes()), "minute");
  }

  static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
