package io.diffy.explain;

import static io.diffy.explain.ScoreWords.text;

import io.diffy.rules.finding.SeverityReason;
import io.diffy.rules.finding.SeverityRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ScoreBreakdown.Visits;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.terminal.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Confidence and severity in words, with the numbers they were made of. */
final class WeightWords {
  /** Coverage of which no answer tells. */
  static final Set<String> NO_ANSWER = Set.of("silent", "no answer");

  private WeightWords() {}

  static String confidence(Finding finding) {
    String word = Phrases.word(finding.confidence());
    if (finding.kind() == Kind.COVERAGE) {
      return word
          + (NO_ANSWER.contains(finding.row().getOrDefault("coverage", ""))
              ? ": no answer came."
              : ": the answer says it itself.");
    }
    if (finding.kind() == Kind.DRIFT) {
      return word + ": at least 90 % of the ones and at most 10 % of the others show it.";
    }
    int peers = SeverityRule.peers(finding.prevalence());
    int weight = peers - finding.hostsCompared();
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

  static String severity(Finding finding, Optional<PackQuery> query) {
    String word = Phrases.word(finding.severity());
    if (finding.isSilence()) {
      return finding.isAccusation()
          ? word
              + ": it still answers other queries, a round got no answer from it, or something odd"
              + " was found on it before."
          : word + ": an instance that is terminated falls silent, too.";
    }
    if (!finding.kind().isDeviation()) {
      return word + ": findings of this kind are for the platform team.";
    }
    List<String> why = new ArrayList<>();
    why.add(
        query
            .map(q -> "the pack rates %s %d of 3".formatted(q.name(), q.severity()))
            .orElse("this query is not in the pack, so 2 of 3"));
    Set<SeverityReason> reasons =
        SeverityRule.reasons(finding, query.map(PackQuery::severity).orElse(2));
    if (!reasons.contains(SeverityReason.VERY_ODD)
        && !reasons.contains(SeverityReason.STILL_VERY_ODD)) {
      why.add(text("no more, since the score is below %.1f", SeverityRule.VERY_ODD));
    }
    reasons.forEach(reason -> why.add(words(reason, finding)));
    return word + ": " + String.join("; ", why) + ".";
  }

  private static String words(SeverityReason reason, Finding finding) {
    return switch (reason) {
      case VERY_ODD -> text("one more for a score of %.1f or above", SeverityRule.VERY_ODD);
      case STILL_VERY_ODD ->
          text(
              "one more, since the score was %.1f or above and is not below %.1f",
              SeverityRule.VERY_ODD, SeverityRule.STILL_VERY_ODD);
      case SPREADING, SPREAD_WIDE ->
          text(
              "%s more, since it is on %.0f times as many hosts as at first",
              reason.levels() == 1 ? "one" : "two", Math.floor(SeverityRule.timesAsMany(finding)));
      case ODD_PLACE -> "medium at least, since it stands where anybody may write, or is hidden";
      case OTHER_SERVER -> "medium at least, since files come from another server";
      case ROUTINE ->
          "medium at most: the running of a host, or of a part of the group, brings such rows too";
      case PASSING -> "low, since containers, work, logins and upgrades bring such rows about";
      case KNOWN ->
          "low, since it comes and goes: "
              + finding.breakdown().flatMap(ScoreBreakdown::visits).map(Visits::words).orElse("");
      case STORY ->
          text(
              "low, since it is part of what %s shows on the same hosts",
              finding.breakdown().map(ScoreBreakdown::story).orElse(""));
      case REACHES_OUT ->
          "one more for a connection to the internet, since no score of so few hosts is higher";
      case ROOT_ACCOUNT -> "one more for an account with uid 0";
      case LOOPBACK ->
          "one less, but not below medium, since only the host itself reaches the port";
      case LOW_CONFIDENCE -> "one less for low confidence";
    };
  }

  private static String counted(Finding finding) {
    return Phrases.count(finding.hostsCompared(), "instance")
        + (finding.hostsCompared() == 1 ? " counts" : " count");
  }
}
