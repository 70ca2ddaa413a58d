package io.diffy.cli.command;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Finding;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.terminal.Phrases;
import io.diffy.view.ExceptionsTable;
import io.diffy.view.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a person reads after accepting a finding: row, hosts, scope, expiry, and what follows. */
final class AcceptedText {
  private static final int MOST_HOSTS = 5;
  private static final Duration GRACE = Duration.ofMinutes(2);
  private static final int HOURLY = 3600;

  private AcceptedText() {}

  /**
   * @param rules in force now, all of one finding
   * @param rows what was accepted, in a few words each
   */
  static List<String> of(
      Finding finding, List<ExceptionRule> rules, List<String> rows, Instant now) {
    ExceptionRule first = rules.get(0);
    List<String> lines = new ArrayList<>();
    lines.add(
        "Accepted for %s, %s."
            .formatted(
                where(rules),
                first.expiresAt().map(end -> "until " + TimeText.minutes(end)).orElse("forever")));
    rows.forEach(
        row -> lines.add("  " + finding.query() + " " + finding.kind().word() + ": " + row));
    lines.add(covers(finding, first));
    lines.add(
        "It leaves the list when %s of %s is judged next, about %s (UTC). Take it back: diffy accept --remove %s"
            .formatted(
                finding.query(),
                finding.group(),
                TimeText.minutes(next(finding.query(), now)),
                Phrases.shortId(rules.size() == 1 ? first.id() : first.findingUid())));
    return lines;
  }

  /** The same of one of many, whose rows were shown before. */
  static List<String> brief(Finding finding, List<ExceptionRule> rules, Instant now) {
    return List.of(
        "%s accepted for %s; leaves the list about %s (UTC)."
            .formatted(
                Phrases.shortId(finding.uid()),
                where(rules),
                TimeText.minutes(next(finding.query(), now))));
  }

  private static String where(List<ExceptionRule> rules) {
    ExceptionRule first = rules.get(0);
    return first.scope() == Scope.INSTANCE
        ? first.group()
            + " "
            + Phrases.some(rules.stream().map(ExceptionRule::instanceId).toList(), MOST_HOSTS)
        : String.join(", ", rules.stream().map(ExceptionsTable::where).toList());
  }

  private static String covers(Finding finding, ExceptionRule rule) {
    if (rule.about().seen().isEmpty()) {
      return "It covers the thing whatever its attributes become.";
    }
    String others =
        switch (rule.scope()) {
          case INSTANCE -> " or another host";
          case COHORT -> " or another image, launch version or type";
          case GROUP -> "; hosts that show it later are covered too, and listed";
          default -> "; groups and hosts that show it later are covered too, and listed";
        };
    String what =
        switch (finding.kind()) {
          case COVERAGE -> "this gap: a host that answers and fails again";
          case DRIFT -> "this drift: another query, twice as many things";
          default -> "what stands here: another row";
        };
    return "It covers " + what + others + (rule.scope() == Scope.GROUP ? "." : " opens it again.");
  }

  /** When a window of the query closes next, as far as the pack knows its interval. */
  static Instant next(String query, Instant now) {
    int interval =
        Optional.ofNullable(ShippedPacks.all().queries().get(query))
            .map(PackQuery::intervalSeconds)
            .orElse(HOURLY);
    long window = Math.floorDiv(now.minus(GRACE).getEpochSecond(), interval) + 1;
    return Instant.ofEpochSecond(window * interval).plus(GRACE);
  }
}
