package io.diffy.rules.finding;

import io.diffy.rules.detection.ScoreTerms;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.schemas.Finding.Method;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The one sentence that a person reads first: counts, columns, and host text only in short quotes.
 */
final class ReasonText {
  private static final int LONGEST_QUOTE = 80;
  private static final int MOST_COLUMNS = 3;

  private ReasonText() {}

  static String reason(QueryEvaluation judgement, FindingCandidate claim) {
    return sentence(judgement, claim)
        + claim
            .past()
            .map(past -> "; it appeared in the window that ended at " + past.appearedAt())
            .orElse("")
        + claim.working().filter(ScoreTerms::familiar).map(working -> familiar(claim)).orElse("");
  }

  private static String familiar(FindingCandidate claim) {
    return "; it counts less, since %s is logged in %s"
        .formatted(
            quote(claim.row().getOrDefault("username", "")),
            claim.instances().size() == 1 ? "there" : "on all of them");
  }

  private static String sentence(QueryEvaluation judgement, FindingCandidate claim) {
    return switch (claim.kind()) {
      case UNEXPECTED ->
          who(claim, claim.have(), "has", "have")
              + " this"
              + reference(judgement, claim, " does not");
      case MISSING -> missing(judgement, claim);
      case CHANGED ->
          who(claim, claim.have(), "differs", "differ")
              + in(claim)
              + alike(claim)
              + reference(judgement, claim, " has the usual one");
      case COVERAGE ->
          "%d of %d instances can't be judged in %s: %s"
              .formatted(
                  claim.have(),
                  claim.covered(),
                  judgement.query(),
                  quote(claim.row().get("detail")));
      case DRIFT -> throw new IllegalArgumentException("a drift is of no single query");
    };
  }

  private static String missing(QueryEvaluation judgement, FindingCandidate claim) {
    int lacking = claim.covered() - claim.have();
    return who(claim, lacking, "lacks", "lack") + " this" + reference(judgement, claim, " has it");
  }

  private static String who(FindingCandidate claim, int hosts, String one, String many) {
    return claim.covered() == 1
        ? "this instance " + one
        : "%d of %d instances%s %s"
            .formatted(hosts, claim.covered(), cohort(claim), hosts == 1 ? one : many);
  }

  private static String cohort(FindingCandidate claim) {
    return claim.cohort().equals("all instances") ? "" : " (" + claim.cohort() + ")";
  }

  private static String reference(QueryEvaluation judgement, FindingCandidate claim, String verb) {
    if (claim.method() == Method.CLUSTER) {
      return "";
    }
    return "; the baseline "
        + judgement.references().stream().map(ReasonText::name).collect(Collectors.joining(", "))
        + verb;
  }

  private static String name(BaselineItems reference) {
    return "(version %d of %s)"
        .formatted(reference.version(), reference.takenAt().truncatedTo(ChronoUnit.SECONDS));
  }

  private static String in(FindingCandidate claim) {
    return claim.differing().isEmpty()
        ? ""
        : claim.differing().stream()
            .limit(MOST_COLUMNS)
            .map(column -> change(column, claim.previous(), claim.row()))
            .collect(Collectors.joining(", ", " in ", ""));
  }

  private static String alike(FindingCandidate claim) {
    return claim.alike() == 0
        ? ""
        : ", and in %d more things of this table".formatted(claim.alike());
  }

  private static String change(String column, Map<String, String> usual, Map<String, String> odd) {
    return "%s: %s instead of %s"
        .formatted(column, quote(odd.get(column)), quote(usual.getOrDefault(column, "")));
  }

  private static String quote(String text) {
    List<String> parts = List.of(text.split("\\p{Cntrl}+", -1));
    String clean = String.join(" ", parts);
    return '"'
        + (clean.length() > LONGEST_QUOTE ? clean.substring(0, LONGEST_QUOTE) + "…" : clean)
        + '"';
  }
}
