package io.diffy.rules.evaluation;

import io.diffy.rules.item.HostFacts;
import io.diffy.rules.state.SnapshotHistory;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import java.time.Instant;
import java.util.Locale;

/**
 * An instance that can't be judged, or whose answer needs a remark.
 *
 * @param instance who
 * @param problem what is wrong
 * @param detail in words; may hold text from the host
 * @param since event time of the answer that shows it, or of the last answer there was
 */
public record CoverageGap(Instance instance, Problem problem, String detail, Instant since) {

  /** The kinds of gaps; each is a coverage finding of its own. */
  public enum Problem {
    ERROR,
    TRUNCATED,
    STALE,
    SILENT,
    NO_ANSWER,
    IMPLAUSIBLE,
    NEWBORN,
    /** The answer counts, but the host's clock was not believed. */
    CLOCK;

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public static CoverageGap silent(SnapshotVersion last) {
    return of(last, Problem.SILENT, "no answer since " + last.eventTime());
  }

  public static CoverageGap clock(SnapshotVersion version) {
    return of(
        version,
        Problem.CLOCK,
        "the host's clock said %s when the broker's said %s; the broker's is used"
            .formatted(version.collectedAt(), version.eventTime()));
  }

  /** The answer came, but it is not whole. */
  public static CoverageGap incomplete(SnapshotVersion version) {
    Problem problem = Problem.valueOf(version.coverage().name());
    String detail = version.problem().isEmpty() ? problem.word() : version.problem();
    return of(version, problem, detail);
  }

  public static CoverageGap stale(SnapshotVersion version) {
    return of(
        version,
        Problem.STALE,
        "answered before the rules of this query changed; the next answer counts");
  }

  public static CoverageGap newborn(SnapshotVersion version, HostFacts facts) {
    return of(
        version, Problem.NEWBORN, "had just booted, at " + facts.bootedAt() + " by its own clock");
  }

  private static CoverageGap of(SnapshotVersion version, Problem problem, String detail) {
    return new CoverageGap(version.instance(), problem, detail, version.eventTime());
  }

  /** Expected in a round and did not come; what is known of it comes from earlier answers. */
  public static CoverageGap noAnswer(Round round, String instanceId, SnapshotHistory known) {
    GroupKey group = round.group();
    Instance instance =
        known.versions().isEmpty()
            ? Instance.named(group, instanceId)
            : known.versions().get(known.versions().size() - 1).instance();
    return new CoverageGap(
        instance,
        Problem.NO_ANSWER,
        "did not answer before the deadline " + round.deadline(),
        round.openedAt());
  }
}
