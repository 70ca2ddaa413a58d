package io.diffy.explain;

import io.diffy.rules.detection.ProgramPath;
import io.diffy.rules.detection.Score;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a score came about, one step a line. */
final class ScoreWords {
  private ScoreWords() {}

  /** What the score says; coverage and drift have none. */
  static List<String> of(Finding finding) {
    if (finding.kind() == Kind.COVERAGE) {
      return List.of("No score: it is about the answer, not about a row.");
    }
    if (finding.kind() == Kind.DRIFT) {
      return List.of("No score: it follows the image, launch version or type, as a deploy does.");
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        text(
            "%.3f = -log10 of the rate at which healthy hosts show something as rare in this table:"
                + " about 1 in %s.",
            finding.score(), count(Math.pow(10, finding.score()))));
    finding.breakdown().ifPresent(terms -> lines.addAll(steps(terms, finding)));
    return lines;
  }

  private static List<String> steps(ScoreBreakdown w, Finding finding) {
    List<String> lines = new ArrayList<>();
    if (w.ofOwnRows()) {
      return List.of(
          "So many hosts each have a row of their own in a table where healthy hosts have none."
              + " One of them counts as chance, of X = %d.".formatted(w.exposure()));
    }
    lines.add(
        "k = %d: %s it%s."
            .formatted(
                w.sharing(),
                w.sharing() == 1 ? "one host has" : "so many hosts share",
                w.oneStory() && w.sharing() > 1
                    ? "; not as a habit: nearly all do, unlike their baseline, or they share more"
                    : ""));
    if (w.growth().size() > 1) {
      lines.add(
          "It spread to n times as many hosts, so log10(n) is added to the score: "
              + w.growth().stream()
                  .map(step -> "%d since %s".formatted(step.hosts(), step.since()))
                  .collect(Collectors.joining(", "))
              + ".");
    }
    lines.add(
        "S = %d: so many other hosts show something %s at least as rare in %s."
            .formatted(w.others(), finding.kind().word(), finding.query()));
    lines.add(
        "X = %d: so many could have shown it, a baseline counted as 10.".formatted(w.exposure()));
    w.past()
        .ifPresent(
            past ->
                lines.add(
                    text(
                        "The past: it appeared at %s; something else"
                            + " appeared %,d times in %,d answers. Whichever says more counts,"
                            + " peers or past.",
                        finding.firstSeen(), past.novel(), past.answers())));
    w.visits().ifPresent(v -> lines.add("It came and went before: " + v.words() + "."));
    if (w.familiar()) {
      lines.add(
          text(
              "%.1f less: its account %s is logged in by ssh on all these hosts.",
              Score.FAMILIAR,
              finding.row().getOrDefault("username", ProgramPath.ownerOf(finding.row()))));
    }
    lines.add(text("Worth a look from %.3f on, by the peers alone.", w.threshold()));
    return lines;
  }

  private static String count(double rate) {
    return rate < 10 ? text("%.1f", rate) : text("%,d", Math.round(rate));
  }

  /** The same in every locale. */
  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
