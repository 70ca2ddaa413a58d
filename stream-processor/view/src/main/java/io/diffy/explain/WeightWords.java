package io.diffy.explain;

import io.diffy.rules.detection.Detector;
import io.diffy.rules.finding.SeverityRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.terminal.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Confidence and severity in words, with the numbers they were made of. */
final class WeightWords {
  /** Coverage of which no answer tells. */
  private static final Set<String> NO_ANSWER = Set.of("silent", "no answer");

  private WeightWords() {}

  /** How sure, and why. */
  static String confidence(Finding finding) {
    String word = word(finding.confidence());
    if (finding.kind() == Kind.COVERAGE) {
      return word
          + (NO_ANSWER.contains(finding.row().getOrDefault("coverage", ""))
              ? ": no answer came."
              : ": the answer says it itself.");
    }
    if (finding.kind() == Kind.DRIFT) {
      return word + ": at least 90 % of the ones and at most 10 % of the others show it.";
    }
    int weight = finding.method() == Method.CLUSTER ? 0 : Detector.BASELINE_WEIGHT;
    int peers = finding.covered() + weight;
    String counted =
        weight == 0
            ? counted(finding)
            : "%s, and the baseline as %d: %d".formatted(counted(finding), weight, peers);
    String scale =
        "Below %d is low, from %d on high."
            .formatted(SeverityRule.MEDIUM_PEERS, SeverityRule.HIGH_PEERS);
    boolean byPeers = SeverityRule.confidence(peers, Optional.empty()) == finding.confidence();
    return byPeers
        ? "%s: %s. %s".formatted(word, counted, scale)
        : "%s: the group's past says more than its size. Now %s. %s"
            .formatted(word, counted, scale);
  }

  /** How bad, and why. */
  static String severity(Finding finding, Optional<PackQuery> query) {
    String word = word(finding.severity());
    if (finding.kind() == Kind.COVERAGE || finding.kind() == Kind.DRIFT) {
      return word + ": findings of this kind are for whoever runs the platform.";
    }
    List<String> why = new ArrayList<>();
    why.add(
        query
            .map(q -> "the pack rates %s %d of 3".formatted(q.name(), q.severity()))
            .orElse("no pack rates this query, so 1 of 3"));
    why.add(
        String.format(
            Locale.ROOT,
            finding.score() - Math.log10(times(finding)) >= SeverityRule.VERY_ODD
                ? "one more for a score of %.1f or above"
                : "no more, since the score is below %.1f",
            SeverityRule.VERY_ODD));
    double times = times(finding);
    if (times >= SeverityRule.SPREADING) {
      why.add(
          String.format(
              Locale.ROOT,
              "%s more, since it is on %.0f times as many hosts as at first",
              times >= SeverityRule.SPREAD_WIDE ? "two" : "one",
              Math.floor(times)));
    }
    if (finding.confidence() == Finding.Confidence.LOW) {
      why.add("one less for low confidence");
    }
    return word + ": " + String.join("; ", why) + ".";
  }

  /** On how many times as many hosts as at first; 1 when it did not spread. */
  private static double times(Finding finding) {
    return finding
        .breakdown()
        .map(ScoreBreakdown::growth)
        .filter(steps -> !steps.isEmpty())
        .map(steps -> (double) steps.get(steps.size() - 1).hosts() / steps.get(0).hosts())
        .orElse(1.0);
  }

  private static String counted(Finding finding) {
    return Phrases.count(finding.covered(), "instance")
        + (finding.covered() == 1 ? " counts" : " count");
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
