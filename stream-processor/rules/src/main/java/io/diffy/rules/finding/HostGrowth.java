package io.diffy.rules.finding;

import io.diffy.rules.detection.Score;
import io.diffy.schemas.Finding;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ScoreBreakdown.Growth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a deviation spreads while its finding is open. Hosts that a launch version explains are not
 * in it: the peer groups see to that. On how many healthy hosts a thing starts says how odd it is;
 * n times as many later divide that rate by n:
 *
 * <pre>score = -log10(E / n) = -log10 E + log10 n</pre>
 *
 * @param steps on how many hosts since when, oldest first: the first, and the last few
 */
record HostGrowth(List<Growth> steps) {
  private static final int MOST_STEPS = 5;

  /** The first evaluation, or the first after many more hosts came to be compared with. */
  static HostGrowth begins(Instant first, int hosts) {
    return new HostGrowth(List.of(new Growth(first, hosts)));
  }

  /**
   * After one more evaluation.
   *
   * @param last the finding's last event, if it is open
   * @param newest when the last of the hosts showed it for the first time
   * @param hosts that deviate now, 1 and up
   * @param covered how many were compared
   */
  static HostGrowth after(Optional<Finding> last, Instant newest, int hosts, int covered) {
    List<Growth> before =
        last.filter(f -> 2 * f.hostsCompared() >= covered)
            .flatMap(Finding::breakdown)
            .map(ScoreBreakdown::growth)
            .orElse(List.of());
    if (before.isEmpty()) {
      return begins(newest, hosts);
    }
    // It began on so many: one that goes and comes back is no growth.
    Growth first = before.get(0);
    List<Growth> steps = new ArrayList<>(List.of(first));
    before.stream().skip(1).filter(step -> step.hosts() <= hosts).forEach(steps::add);
    if (hosts > steps.get(steps.size() - 1).hosts()) {
      steps.add(new Growth(newest, hosts));
    }
    if (steps.size() > MOST_STEPS) {
      steps.remove(1);
    }
    return new HostGrowth(List.copyOf(steps));
  }

  /** On how many times as many hosts as at first. */
  double times() {
    return times(steps);
  }

  private static double times(List<Growth> steps) {
    return steps.isEmpty()
        ? 1
        : (double) steps.get(steps.size() - 1).hosts() / steps.get(0).hosts();
  }

  /** What spreads is one story, on however many hosts it is now. */
  double score(FindingCandidate candidate) {
    return times() > 1
        ? candidate
            .breakdown()
            .map(t -> in(t).asOneStory())
            .map(oneStory -> Score.rounded(Score.of(oneStory) + Math.log10(times())))
            .orElse(candidate.score())
        : candidate.score();
  }

  /** How the score came about, with how it spread. */
  ScoreBreakdown in(ScoreBreakdown t) {
    return t.with(steps);
  }

  /** On how many hosts it was at first, and is now if those are fewer. */
  static int atFirst(List<Growth> steps, int hosts) {
    return steps.isEmpty() ? hosts : Math.min(hosts, steps.get(0).hosts());
  }

  /** On how many times as many hosts as at first a finding is. */
  static double times(Finding finding) {
    return finding.breakdown().map(t -> times(t.growth())).orElse(1.0);
  }

  /** The score of a finding without what its growth added. */
  static double withoutGrowth(Finding finding) {
    return finding.score() - Math.log10(times(finding));
  }

  /** Newest first; nothing when it did not spread. */
  String words() {
    if (times() == 1) {
      return "";
    }
    List<Growth> newestFirst = new ArrayList<>(steps);
    Collections.reverse(newestFirst);
    return newestFirst.stream()
        .map(
            s ->
                "on %d %s since %s"
                    .formatted(s.hosts(), s.hosts() == 1 ? "host" : "hosts", s.since()))
        .collect(Collectors.joining(", ", "; it spreads: ", ""));
  }
}
