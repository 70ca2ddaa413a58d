package io.diffy.rules.finding;

import io.diffy.rules.detection.ProgramPath;
import io.diffy.rules.evaluation.DeviationEvidence;
import io.diffy.rules.evaluation.GapReason;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.ScoreBreakdown;
import java.time.Instant;
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

  /** What the hosts show, since when where that is known. */
  static String reason(QueryEvaluation evaluation, FindingCandidate candidate, Instant first) {
    return sentence(evaluation, candidate)
        + (SeverityRule.isPart(candidate.instances().size(), candidate.hostsCompared())
                && candidate
                    .breakdown()
                    .filter(terms -> terms.oneStory() && !terms.ofOwnRows())
                    .isPresent()
            ? "; no image, launch version or type explains which"
            : "")
        + candidate.past().map(past -> "; it appeared at " + first).orElse("")
        + candidate
            .breakdown()
            .flatMap(ScoreBreakdown::visits)
            .map(visits -> "; it came and went before, on " + visits.words())
            .orElse("")
        + candidate
            .breakdown()
            .filter(ScoreBreakdown::familiar)
            .map(b -> familiar(candidate))
            .orElse("")
        + candidate
            .breakdown()
            .map(ScoreBreakdown::story)
            .filter(story -> !story.isEmpty())
            .map(
                story ->
                    "; part of one story with what %s shows on the same %s"
                        .formatted(
                            quote(story),
                            candidate.instances().size() == 1 ? "instance" : "instances"))
            .orElse("");
  }

  private static String familiar(FindingCandidate candidate) {
    Map<String, String> row = candidate.rows().row();
    String owner = row.getOrDefault("username", ProgramPath.ownerOf(row));
    return "; it counts less, since %s is logged in %s"
        .formatted(
            owner.isEmpty() ? "its owner" : quote(owner),
            candidate.instances().size() == 1 ? "there" : "on all of them");
  }

  private static String sentence(QueryEvaluation evaluation, FindingCandidate candidate) {
    return switch (candidate.kind()) {
      case UNEXPECTED ->
          candidate.breakdown().filter(ScoreBreakdown::ofOwnRows).isPresent()
              ? "%d of %d instances each have a row here that hardly anybody else has; this is one of them"
                  .formatted(candidate.instances().size(), candidate.hostsCompared())
              : who(candidate, candidate.prevalence().hostsWithItem(), "has", "have")
                  + " this"
                  + reference(evaluation, candidate, " does not");
      case MISSING -> missing(evaluation, candidate);
      case CHANGED ->
          who(candidate, candidate.prevalence().hostsWithItem(), "differs", "differ")
              + in(candidate)
              + others(candidate)
              + reference(evaluation, candidate, " has the usual one");
      case COVERAGE ->
          "%d of %d instances %s in %s: %s"
              .formatted(
                  candidate.prevalence().hostsWithItem(),
                  candidate.hostsCompared(),
                  GapReason.become(candidate.rows().row().get("coverage")),
                  evaluation.query(),
                  quote(candidate.rows().row().get("detail")));
      case DRIFT -> throw new IllegalArgumentException("a drift is of no single query");
    };
  }

  private static String missing(QueryEvaluation evaluation, FindingCandidate candidate) {
    int lacking = candidate.hostsCompared() - candidate.prevalence().hostsWithItem();
    return who(candidate, lacking, "lacks", "lack")
        + " this"
        + reference(evaluation, candidate, " has it");
  }

  private static String who(FindingCandidate candidate, int hosts, String one, String many) {
    return candidate.hostsCompared() == 1
        ? "this instance " + one
        : "%d of %d instances%s %s"
            .formatted(
                hosts, candidate.hostsCompared(), cohort(candidate), hosts == 1 ? one : many);
  }

  private static String cohort(FindingCandidate candidate) {
    return candidate.prevalence().cohort().equals(Cohort.UNKNOWN.label())
        ? ""
        : " (" + candidate.prevalence().cohort() + ")";
  }

  private static String reference(
      QueryEvaluation evaluation, FindingCandidate candidate, String verb) {
    if (candidate.prevalence().method() == Method.CLUSTER) {
      return "";
    }
    return "; the baseline "
        + evaluation.references().stream().map(ReasonText::name).collect(Collectors.joining(", "))
        + verb;
  }

  private static String name(BaselineItems reference) {
    return "(version %d of %s)"
        .formatted(reference.version(), reference.takenAt().truncatedTo(ChronoUnit.SECONDS));
  }

  private static String in(FindingCandidate candidate) {
    List<String> differing = candidate.evidence().orElseThrow().differing();
    return differing.isEmpty()
        ? ""
        : differing.stream()
            .limit(MOST_COLUMNS)
            .map(column -> change(column, candidate.rows()))
            .collect(Collectors.joining(", ", " in ", ""));
  }

  private static String others(FindingCandidate candidate) {
    DeviationEvidence evidence = candidate.evidence().orElseThrow();
    int others = evidence.deviation().standsFor();
    int unnamed = others - evidence.others().size();
    return others == 0
        ? ""
        : ", and in %d more things of this table: %s%s"
            .formatted(
                others,
                evidence.others().stream().map(ReasonText::quote).collect(Collectors.joining(", ")),
                unnamed == 0 ? "" : " and %d others".formatted(unnamed));
  }

  private static String change(String column, EvidenceRows rows) {
    return "%s: %s instead of %s"
        .formatted(
            column,
            rows.differing().contains(column) ? "others" : quote(rows.row().get(column)),
            quote(rows.previous().getOrDefault(column, "")));
  }

  /** One attribute, on whom. */
  static String change(AttributeChange change) {
    int more = change.hosts() - 1;
    return "%s from %s to %s on %s%s"
        .formatted(
            quote(change.column()).replace("\"", ""),
            quote(change.old()),
            quote(change.now()),
            change.instances().get(0),
            more == 0 ? "" : " and %d more".formatted(more));
  }

  static String quote(String text) {
    List<String> parts = List.of(text.split("\\p{Cntrl}+", -1));
    String clean = String.join(" ", parts);
    return '"'
        + (clean.length() > LONGEST_QUOTE ? clean.substring(0, LONGEST_QUOTE) + "…" : clean)
        + '"';
  }
}
