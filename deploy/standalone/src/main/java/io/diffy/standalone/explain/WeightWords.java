package io.diffy.standalone.explain;

import io.diffy.processor.finding.Weights;
import io.diffy.processor.rules.Judge;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import io.diffy.schemas.pack.PackQuery;
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
    int weight = finding.method() == Method.CLUSTER ? 0 : Judge.BASELINE_WEIGHT;
    int peers = finding.covered() + weight;
    String counted =
        weight == 0
            ? counted(finding)
            : "%s, and the baseline as %d: %d".formatted(counted(finding), weight, peers);
    String scale =
        "Below %d is low, from %d on high.".formatted(Weights.MEDIUM_PEERS, Weights.HIGH_PEERS);
    boolean byPeers = Weights.confidence(peers, Optional.empty()) == finding.confidence();
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
            finding.score() >= Weights.VERY_ODD
                ? "one more for a score of %.1f or above"
                : "no more, since the score is below %.1f",
            Weights.VERY_ODD));
    if (finding.confidence() == Finding.Confidence.LOW) {
      why.add("one less for low confidence");
    }
    return word + ": " + String.join("; ", why) + ".";
  }

  private static String counted(Finding finding) {
    return PeerWords.count(finding.covered(), "instance")
        + (finding.covered() == 1 ? " counts" : " count");
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
