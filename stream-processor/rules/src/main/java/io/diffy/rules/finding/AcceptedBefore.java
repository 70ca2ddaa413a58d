package io.diffy.rules.finding;

import io.diffy.rules.evaluation.ItemPresence;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ShownThing;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a person accepted of a thing before it became what it is now, as words and as a row. */
record AcceptedBefore(String words, Map<String, String> row) {
  private static final int MOST_COLUMNS = 3;
  private static final AcceptedBefore NOTHING = new AcceptedBefore("", Map.of());

  /**
   * What was said of a finding that concerns these hosts all the same.
   *
   * @param rows as they are now
   * @param all that deviates now: what still stands beside it was not accepted before it
   */
  static AcceptedBefore of(
      QueryEvaluation evaluation,
      ExceptionsInForce exceptions,
      FindingCandidate candidate,
      EvidenceRows rows,
      List<Instance> concerned,
      List<FindingCandidate> all) {
    return rows.thing()
        .flatMap(t -> exceptions.acceptedOtherwise(evaluation.query(), t.name(), concerned))
        .filter(rule -> rule.findingUid().equals(candidate.uid()) || isGone(rule, concerned, all))
        .map(rule -> changed(rule, candidate.kind(), rows, evaluation.hosts().presence()))
        .orElse(NOTHING);
  }

  private static boolean isGone(
      ExceptionRule rule, List<Instance> concerned, List<FindingCandidate> all) {
    return all.stream()
        .filter(one -> one.uid().equals(rule.findingUid()))
        .noneMatch(one -> one.instances().stream().anyMatch(concerned::contains));
  }

  boolean isNothing() {
    return words.isEmpty();
  }

  /** Of one that was closed as accepted: that the acceptance ended by itself. */
  static String expired(
      ExceptionsInForce exceptions, Optional<FindingState> before, List<Instance> concerned) {
    return before
        .filter(state -> !state.open() && state.isRemembered())
        .flatMap(state -> exceptions.expired(state.finding().uid(), concerned))
        .map(rule -> "; what was accepted " + on(rule.acceptedAt()) + " has expired")
        .orElse("");
  }

  private static AcceptedBefore changed(
      ExceptionRule rule, Kind now, EvidenceRows rows, ItemPresence presence) {
    Map<String, String> row = rule.about().seen().map(ExceptionRule.Seen::row).orElse(Map.of());
    String accepted = "; accepted " + on(rule.acceptedAt()) + " as ";
    boolean missing = rule.about().kind().equals(Optional.of(Kind.MISSING));
    if (missing || now == Kind.MISSING) {
      return new AcceptedBefore(accepted + word(missing) + ", now " + word(!missing), row);
    }
    List<String> columns =
        presence.differing(row, rows.row()).stream()
            .filter(column -> !rows.maskedColumns().contains(column))
            .toList();
    String differing =
        columns.stream()
            .limit(MOST_COLUMNS)
            .map(
                column ->
                    "%s %s, now %s"
                        .formatted(
                            column,
                            ReasonText.quote(row.get(column)),
                            ReasonText.quote(rows.row().getOrDefault(column, ""))))
            .collect(Collectors.joining("; "));
    String other =
        rows.thing().filter(AcceptedBefore::several).isPresent() ? "one row" : "another row";
    return new AcceptedBefore(
        accepted + (columns.isEmpty() ? other + ", now as what stands here" : differing), row);
  }

  private static boolean several(ShownThing thing) {
    return thing.items().size() > 1;
  }

  private static String word(boolean missing) {
    return missing ? "missing" : "there";
  }

  private static String on(Instant at) {
    return "on " + at.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
