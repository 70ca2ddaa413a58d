package io.diffy.rules.finding;

import io.diffy.rules.detection.ContainerRule;
import io.diffy.rules.detection.Detector;
import io.diffy.rules.detection.ProgramPath;
import io.diffy.rules.detection.RoutineRow;
import io.diffy.rules.evaluation.MaintenanceProgram;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ScoreBreakdown.Past;
import io.diffy.schemas.ScoreBreakdown.Visits;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How sure we are, and how much it matters. */
public final class SeverityRule {
  /** Below six peers a single dissenter is not a minority at 95 % (Jeffreys interval). */
  public static final int MEDIUM_PEERS = 6;

  /** From thirty peers on a single dissenter proves a prevalence below 20 % at 99.6 %. */
  public static final int HIGH_PEERS = 30;

  /** What history of a group is worth as much (research on groups of 3 to 10 hosts). */
  static final long MEDIUM_ANSWERS = 100;

  static final long HIGH_ANSWERS = 1000;

  /** What comes once a week would have come in so many days. */
  static final int LONG_MEMORY = 7;

  /** A table in which new things keep appearing proves nothing by one more. */
  private static final long MOST_NOVEL = 1;

  /** From this score on a deviation matters one level more. */
  public static final double VERY_ODD = 1.9;

  /** An open finding matters that much until its score falls below this: a fifth fewer hosts. */
  public static final double STILL_VERY_ODD = 1.8;

  /** On so many times as many hosts as at first it matters one level more. */
  public static final double SPREADING = 3;

  /** On so many times as many hosts as at first it matters two levels more. */
  public static final double SPREAD_WIDE = 10;

  /** What a tenth of the hosts or more share, and at least three, is how a part of the group is. */
  private static final int SMALLEST_PART = 10;

  private static final int FEWEST_OF_PART = 3;

  /**
   * A program that a quarter of the peers lack runs when there is work, a package comes by and by.
   */
  private static final int LARGEST_GAP = 4;

  private static final int FEWEST_OF_GAP = 4;

  private static final int MEDIUM_LEVEL = 2;

  private static final Set<SeverityReason> TOLD_ONLY =
      EnumSet.of(SeverityReason.STORY, SeverityReason.PASSING, SeverityReason.KNOWN);

  private SeverityRule() {}

  /**
   * How sure so many peers make us.
   *
   * @param peers see {@link #peers}
   * @param past of the group, when the thing appeared in it
   */
  public static Confidence confidence(int peers, Optional<Past> past) {
    long answers = past.filter(p -> p.novel() <= MOST_NOVEL).map(Past::answers).orElse(0L);
    if (peers >= HIGH_PEERS || answers >= HIGH_ANSWERS) {
      return Confidence.HIGH;
    }
    return peers >= MEDIUM_PEERS || answers >= MEDIUM_ANSWERS ? Confidence.MEDIUM : Confidence.LOW;
  }

  /** Who disagrees: instances that were compared, a baseline counted as its weight. */
  public static int peers(Prevalence prevalence) {
    return prevalence.hostsCompared()
        + (prevalence.method() == Method.CLUSTER ? 0 : Detector.BASELINE_WEIGHT);
  }

  /**
   * How much a deviation matters.
   *
   * @param tableSeverity what a deviation in this table means by itself, 1 to 3
   * @param reasons why it matters more or less than that
   */
  static Severity severity(Kind kind, int tableSeverity, Collection<SeverityReason> reasons) {
    if (!kind.isDeviation()) {
      return Severity.INFORMATIONAL;
    }
    int level =
        tableSeverity
            + reasons.stream()
                .filter(reason -> reason != SeverityReason.LOOPBACK)
                .mapToInt(SeverityReason::levels)
                .sum();
    boolean loud =
        reasons.contains(SeverityReason.ODD_PLACE) || reasons.contains(SeverityReason.OTHER_SERVER);
    int least = loud ? MEDIUM_LEVEL : 1;
    int most = 4;
    if (TOLD_ONLY.stream().anyMatch(reasons::contains)) {
      most = 1;
    } else if (reasons.contains(SeverityReason.ROUTINE)) {
      most = MEDIUM_LEVEL;
    }
    int bounded = Math.max(least, Math.min(level, most));
    boolean less = bounded > MEDIUM_LEVEL && reasons.contains(SeverityReason.LOOPBACK);
    return switch (less ? bounded + SeverityReason.LOOPBACK.levels() : bounded) {
      case 1 -> Severity.LOW;
      case 2 -> Severity.MEDIUM;
      case 3 -> Severity.HIGH;
      default -> Severity.CRITICAL;
    };
  }

  /**
   * Why a deviation matters more or less than its table says.
   *
   * @param alone its score without what its growth added
   * @param wasVeryOdd whether it mattered one level more for its score until now
   * @param times on how many times as many hosts as at first, 1 and up when it spreads
   */
  static Set<SeverityReason> reasons(
      double alone, boolean wasVeryOdd, Confidence confidence, double times) {
    Set<SeverityReason> reasons = EnumSet.noneOf(SeverityReason.class);
    if (alone >= VERY_ODD) {
      reasons.add(SeverityReason.VERY_ODD);
    } else if (wasVeryOdd && alone >= STILL_VERY_ODD) {
      reasons.add(SeverityReason.STILL_VERY_ODD);
    }
    if (times >= SPREADING) {
      reasons.add(times >= SPREAD_WIDE ? SeverityReason.SPREAD_WIDE : SeverityReason.SPREADING);
    }
    if (confidence == Confidence.LOW) {
      reasons.add(SeverityReason.LOW_CONFIDENCE);
    }
    return reasons;
  }

  /**
   * Why a deviation matters more by where it stands, and no more than so much by what it is.
   *
   * @param hosts on how many hosts it was at first: more attacked hosts make it matter no less
   * @param more on how many hosts more it is now
   * @param prevalence how many of those that were compared have it
   */
  static Set<SeverityReason> byRow(
      Kind kind,
      EvidenceRows rows,
      int hosts,
      int more,
      Prevalence prevalence,
      Optional<ScoreBreakdown> terms) {
    Map<String, String> row = rows.row();
    int compared = prevalence.hostsCompared();
    Set<SeverityReason> limits = EnumSet.noneOf(SeverityReason.class);
    Optional<Visits> visits = terms.flatMap(ScoreBreakdown::visits);
    boolean unheardOf =
        visits.isEmpty()
            && terms
                .flatMap(ScoreBreakdown::past)
                .filter(p -> p.answers() >= HIGH_ANSWERS && p.days() >= LONG_MEMORY)
                .isPresent();
    boolean subgroup = isPart(hosts, compared) && terms.filter(ScoreBreakdown::ofOwnRows).isEmpty();
    boolean odd = ProgramPath.isOdd(row);
    if (odd && kind == Kind.UNEXPECTED) {
      limits.add(SeverityReason.ODD_PLACE);
    }
    if (kind == Kind.CHANGED && RoutineRow.isOtherServer(row, rows.previous())) {
      limits.add(SeverityReason.OTHER_SERVER);
    }
    boolean ofOwner =
        terms.filter(ScoreBreakdown::familiar).isPresent() && (odd || !"0".equals(row.get("uid")));
    if ((RoutineRow.is(kind, row) && !unheardOf)
        || ofOwner
        || (subgroup && !(odd && kind == Kind.UNEXPECTED))
        || (kind == Kind.UNEXPECTED
            && (odd ? RoutineRow.isRoots(row) : RoutineRow.isHabit(row, hosts)))) {
      limits.add(SeverityReason.ROUTINE);
    }
    if (kind == Kind.UNEXPECTED
        && RoutineRow.reachesOut(row)
        && terms.filter(t -> Math.log10(2.0 * t.exposure()) < VERY_ODD).isPresent()) {
      limits.add(SeverityReason.REACHES_OUT);
    }
    if (isPassing(kind, rows, compared - prevalence.hostsWithItem() - more, compared)
        || RoutineRow.isUnconnected(row)
        || RoutineRow.isLogin(row)
        || (kind == Kind.UNEXPECTED && (RoutineRow.isKernelThread(row) || isToAnyAddress(rows)))
        || (ofOwner && kind == Kind.UNEXPECTED && RowWeight.isPersons(row))
        || RoutineRow.isOnDemand(kind, row)
        || MaintenanceProgram.isOfSystem(kind, row)
        || (kind == Kind.MISSING ? RoutineRow.isPackageRecord(row) : RoutineRow.isPackage(row))) {
      limits.add(SeverityReason.PASSING);
    }
    if (visits.filter(VisitRule::isKnown).isPresent()) {
      limits.add(SeverityReason.KNOWN);
    }
    if (terms.filter(t -> !t.story().isEmpty()).isPresent()) {
      limits.add(SeverityReason.STORY);
    }
    return limits;
  }

  /**
   * Whether hosts call a service, each at another address: they share no more than that. A program
   * that is new on them shows as a process.
   */
  private static boolean isToAnyAddress(EvidenceRows rows) {
    String address = "remote_address";
    return rows.row().containsKey("remote_port")
        && (!rows.row().containsKey(address) || rows.maskedColumns().contains(address))
        && !ProgramPath.isOdd(rows.row());
  }

  /** Whether so many hosts are a part of the group. */
  static boolean isPart(int hosts, int compared) {
    return hosts >= FEWEST_OF_PART && SMALLEST_PART * hosts >= compared && 2 * hosts < compared;
  }

  /** Whether such rows come and go: with a container, or as there is work for a program. */
  private static boolean isPassing(Kind kind, EvidenceRows rows, int lacking, int compared) {
    if (ContainerRule.is(rows.row())) {
      return kind != Kind.CHANGED || ContainerRule.is(rows.previous());
    }
    return kind == Kind.MISSING
        && (RoutineRow.isOfVersion(rows.row())
            || ((RoutineRow.isOfProgram(rows.row()) || RoutineRow.isPackage(rows.row()))
                && lacking >= FEWEST_OF_GAP
                && LARGEST_GAP * lacking >= compared));
  }

  /**
   * The reasons of the severity that an event tells. Whether it was very odd before, which the
   * event does not say, shows in the severity.
   */
  public static Set<SeverityReason> reasons(Finding event, int tableSeverity) {
    int now = event.instances().size();
    int first =
        HostGrowth.atFirst(event.breakdown().map(ScoreBreakdown::growth).orElse(List.of()), now);
    Set<SeverityReason> ofRow =
        and(
            RowWeight.of(event.kind(), event.evidence(), event.lifecycle().seen().hosts()),
            byRow(
                event.kind(),
                event.evidence(),
                first,
                now - first,
                event.prevalence(),
                event.breakdown()));
    double alone = HostGrowth.withoutGrowth(event);
    double times = HostGrowth.times(event);
    Set<SeverityReason> fresh = reasons(alone, false, event.confidence(), times);
    Set<SeverityReason> remembered = reasons(alone, true, event.confidence(), times);
    // Older versions did not look at the row.
    return Stream.of(and(fresh, ofRow), and(remembered, ofRow), fresh, remembered)
        .filter(why -> severity(event.kind(), tableSeverity, why) == event.severity())
        .findFirst()
        .orElse(and(fresh, ofRow));
  }

  private static Set<SeverityReason> and(Set<SeverityReason> one, Set<SeverityReason> other) {
    Set<SeverityReason> both = EnumSet.noneOf(SeverityReason.class);
    both.addAll(one);
    both.addAll(other);
    return both;
  }

  /** Whether its score makes a finding matter one level more, by its last event alone. */
  public static boolean isVeryOdd(Finding event) {
    return HostGrowth.withoutGrowth(event) >= VERY_ODD;
  }

  /** On how many times as many hosts as at first a finding is; 1 when it did not spread. */
  public static double timesAsMany(Finding event) {
    return HostGrowth.times(event);
  }
}
