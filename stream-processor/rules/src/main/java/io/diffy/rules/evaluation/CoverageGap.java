package io.diffy.rules.evaluation;

import io.diffy.rules.item.HostFacts;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.state.SnapshotHistory;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.volatility.AgentVersions;
import io.diffy.rules.volatility.AgentVersions.OtherVersion;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An instance that can't be compared, or whose answer needs a remark.
 *
 * @param instance who
 * @param reason what is wrong
 * @param detail in words; may hold text from the host
 * @param since event time of the answer that shows it, or of the last answer there was
 */
public record CoverageGap(Instance instance, GapReason reason, String detail, Instant since) {

  public static CoverageGap silent(SnapshotVersion last) {
    return of(last, GapReason.SILENT, "no answer since " + last.eventTime());
  }

  public static CoverageGap clock(SnapshotVersion version) {
    return of(
        version,
        GapReason.CLOCK,
        "the host's clock said %s when the broker's said %s; the broker's is used"
            .formatted(version.collectedAt(), version.eventTime()));
  }

  /** The answer came, but it is not whole. */
  public static CoverageGap incomplete(SnapshotVersion version) {
    GapReason reason = GapReason.valueOf(version.coverage().name());
    String error = version.content().status().error();
    return of(version, reason, error.isEmpty() ? reason.word() : error);
  }

  public static CoverageGap stale(SnapshotVersion version) {
    return of(
        version,
        GapReason.STALE,
        "answered before the rules of this query changed; the next answer counts");
  }

  public static CoverageGap newborn(SnapshotVersion version, HostFacts facts) {
    return of(
        version,
        GapReason.NEWBORN,
        "had just booted, at "
            + facts.bootedAt()
            + " by its own clock: what it lacks, and what its start runs, is not reported");
  }

  public static CoverageGap implausible(HostItems host) {
    return new CoverageGap(
        host.instance(),
        GapReason.IMPLAUSIBLE,
        "the answer lacks so much of what most peers have that it can't be whole",
        host.collectedAt());
  }

  private static CoverageGap otherVersion(OtherVersion other) {
    return new CoverageGap(
        other.host().instance(),
        GapReason.OTHER_VERSION,
        "all rows came %s, as another version of osquery answers; they were read as the peers' are"
            .formatted(other.manner()),
        other.host().collectedAt());
  }

  static List<CoverageGap> sorted(
      List<CoverageGap> gaps, List<HostItems> implausible, AgentVersions versions) {
    return Stream.of(
            gaps.stream(),
            implausible.stream().map(CoverageGap::implausible),
            versions.others().stream().map(CoverageGap::otherVersion))
        .flatMap(all -> all)
        .sorted(
            Comparator.comparing((CoverageGap gap) -> gap.instance().instanceId())
                .thenComparing(CoverageGap::reason))
        .toList();
  }

  private static CoverageGap of(SnapshotVersion version, GapReason reason, String detail) {
    return new CoverageGap(version.instance(), reason, detail, version.eventTime());
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
        GapReason.NO_ANSWER,
        "did not answer before the deadline " + round.deadline(),
        round.openedAt());
  }
}
