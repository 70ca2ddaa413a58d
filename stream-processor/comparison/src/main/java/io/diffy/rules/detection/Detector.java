package io.diffy.rules.detection;

import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.PeerGroup;
import io.diffy.rules.peers.PeerGroups;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.SetAside.Reason;
import io.diffy.schemas.pack.TableTrait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The whole of detection: what in the answers of one group to one query at one time deviates, and
 * how odd that is. Pure: the same answers give the same result.
 */
public final class Detector {
  /** What a healthy host shows more often than once in 26 times is not worth a person's time. */
  static final double WORTH_A_LOOK = 1.42;

  /** More of one host in one table than a person can read; a hostile host could send millions. */
  public static final int MOST_PER_HOST = 50;

  /** Deviations below the threshold that are remembered, for findings that are open already. */
  private static final int MOST_BELOW_THRESHOLD = 300;

  /** At most a third of the hosts lack or changed something by one decision, or share a habit. */
  private static final int LARGEST_SHARE = 3;

  /** A tenth of the hosts or more, and at least three, are a part of the group. */
  private static final int SMALLEST_SHARE = 10;

  private static final int FEWEST_OF_SUBGROUP = 3;

  /** Of more, three that share a thing are loud by themselves; of fewer, two. */
  private static final int FEW_HOSTS = 48;

  /** How many clean instances a functional baseline is worth. */
  public static final int BASELINE_WEIGHT = PeerGroup.BASELINE_WEIGHT;

  private Detector() {}

  /**
   * Compares the hosts of a group with each other and with their baselines.
   *
   * @param answers the newest whole answer of each instance
   * @param cut what other instances show whose answers are not whole
   * @param references the baselines
   * @param traits what the tables behind the query are like
   * @param accepted what people accepted
   * @param catalog what is known of the items
   * @param aside gets what differs and is none of the result
   */
  public static DetectionResult detect(
      List<HostItems> answers,
      List<HostItems> cut,
      List<BaselineItems> references,
      Set<TableTrait> traits,
      AcceptedRows accepted,
      Catalog catalog,
      SetAsideRows aside) {
    List<HostItems> sorted = MergeSameIdentity.sorted(answers);
    List<HostItems> implausible =
        WholeAnswerRule.implausible(sorted, traits.contains(TableTrait.NEVER_EMPTY), catalog);
    List<HostItems> covered = sorted.stream().filter(c -> !implausible.contains(c)).toList();

    List<PeerGroup> peerGroups = PeerGroups.of(covered, references);
    List<Deviation> found = new ArrayList<>();
    for (PeerGroup peers : peerGroups) {
      Set<Cohort> cohorts = HostItems.byCohort(peers.reported()).keySet();
      List<HostItems> beside =
          cut.stream().filter(host -> cohorts.contains(host.instance().cohort())).toList();
      found.addAll(new OutlierRule(peers, beside, catalog, accepted, aside).deviations());
    }
    if (traits.contains(TableTrait.MOMENTARY)) {
      found.removeIf(d -> d.kind() == Kind.MISSING && setAside(Reason.MOMENT, d, d.hosts(), aside));
    }
    if (peerGroups.size() > 1) {
      new GroupHabits(covered, references, traits, catalog, aside).removeFrom(found);
    }
    List<Deviation> merged = MergeSameIdentity.asOne(found);
    merged.replaceAll(deviation -> withoutStarting(deviation, accepted, aside));
    int exposure = exposure(peerGroups);
    BaseRate rate =
        BaseRate.of(merged, accepted, catalog, Score.mostTolerated(exposure, lasts(traits)));
    List<Deviation> scored =
        new ArrayList<>(scored(merged, rate, exposure, covered.size(), traits, catalog));
    if (traits.contains(TableTrait.SPARSE)) {
      OwnRowsRule.of(scored, accepted, covered.size(), exposure)
          .ifPresent(all -> scored.add(0, all));
    }
    return capped(covered, implausible, scored, DriftRule.separations(covered, catalog), aside);
  }

  /** Those that start lack much; where others lack it too, only these are told. */
  private static Deviation withoutStarting(
      Deviation deviation, AcceptedRows accepted, SetAsideRows aside) {
    List<HostItems> others =
        deviation.kind() == Kind.MISSING
            ? deviation.hosts().stream().filter(h -> !accepted.starts(h.instance())).toList()
            : List.of();
    if (others.isEmpty() || others.size() == deviation.hosts().size()) {
      return deviation;
    }
    List<HostItems> starting = new ArrayList<>(deviation.hosts());
    starting.removeAll(others);
    setAside(Reason.STARTING, deviation, starting, aside);
    return deviation.on(others);
  }

  /** Notes that these hosts deviate, and nobody is told so by a finding; always true. */
  static boolean setAside(
      Reason why, Deviation deviation, List<HostItems> hosts, SetAsideRows aside) {
    hosts.forEach(host -> aside.add(why, host.instanceId(), deviation.subject()));
    return true;
  }

  /** Everybody who could have shown such a thing: every host, and each baseline's weight. */
  private static int exposure(List<PeerGroup> peerGroups) {
    return peerGroups.stream().mapToInt(peers -> peers.reported().size() + peers.weight()).sum();
  }

  private static List<Deviation> scored(
      List<Deviation> deviations,
      BaseRate rate,
      int exposure,
      int covered,
      Set<TableTrait> traits,
      Catalog catalog) {
    double threshold = Math.min(WORTH_A_LOOK, worstWorthALook(exposure));
    List<Deviation> scored = new ArrayList<>();
    for (Deviation deviation : deviations) {
      int sharing = deviation.hosts().size();
      int others = rate.othersAsRare(deviation);
      boolean oneStory = deviation.everywhere() || isDecision(deviation, covered, traits, catalog);
      double tolerant =
          Math.min(
              threshold,
              Score.tolerant(
                  others, deviation.prevalence().hostsCompared(), exposure, lasts(traits)));
      scored.add(
          deviation.with(
              new ScoreBreakdown(
                  sharing, others, exposure, tolerant, oneStory, false, Optional.empty())));
    }
    // Sorted by kind and fingerprint before, so that equals keep that order. What stands where no
    // healthy host keeps such a thing comes first: a flood of others must not push it out.
    scored.sort(
        Comparator.comparingDouble(Deviation::score)
            .reversed()
            .thenComparing(d -> d.kind() != Kind.UNEXPECTED || !catalog.outOfPlace(d.subject())));
    return CollapseSameCause.asOne(scored, traits);
  }

  /** Whether rows of such a table stay until somebody takes them away. */
  public static boolean lasts(Set<TableTrait> traits) {
    return traits.contains(TableTrait.DELIBERATE) || traits.contains(TableTrait.LASTING);
  }

  /**
   * What some hosts share in a table of decisions was put there, by a deploy that no launch version
   * tells or by an intruder: one story either way, not as many oddities as hosts. So it is in any
   * table where the row itself says that somebody decided.
   */
  private static boolean isDecision(
      Deviation deviation, int covered, Set<TableTrait> traits, Catalog catalog) {
    int sharing = deviation.hosts().size();
    int compared = deviation.prevalence().hostsCompared();
    boolean few = LARGEST_SHARE * sharing <= compared;
    DeviatingItem item = deviation.item();
    return (few && isSubgroup(deviation, covered, traits))
        || ((few || (item.kind() == Kind.UNEXPECTED && 2 * sharing < compared))
            && (traits.contains(TableTrait.DELIBERATE)
                || catalog.decided(item.kind(), item.subject(), item.previous())));
  }

  /**
   * A thing that lasts on so many hosts of a group that should look alike, and that no image,
   * launch version or type explains. What fewer share is as often a habit: a module that somebody
   * needed.
   */
  private static boolean isSubgroup(Deviation deviation, int covered, Set<TableTrait> traits) {
    return traits.contains(TableTrait.LASTING)
        && deviation.kind() == Kind.UNEXPECTED
        && deviation.item().byIdentity()
        && deviation.hosts().size() >= FEWEST_OF_SUBGROUP
        && (SMALLEST_SHARE * deviation.hosts().size() >= covered
            || (deviation.hosts().size() == FEWEST_OF_SUBGROUP && covered <= FEW_HOSTS));
  }

  /**
   * In a small group no deviation scores high. One that stands alone in its table is worth a look
   * all the same, and from six hosts on so are two on two hosts: else an intruder could mute one by
   * another.
   */
  private static double worstWorthALook(int exposure) {
    return Score.of(exposure < PeerGroups.SMALLEST_COHORT ? 0 : 1, 1, exposure);
  }

  private static DetectionResult capped(
      List<HostItems> covered,
      List<HostItems> implausible,
      List<Deviation> scored,
      List<CohortDifference> separations,
      SetAsideRows aside) {
    Map<String, Integer> perHost = new HashMap<>();
    List<Deviation> kept = new ArrayList<>();
    List<Deviation> below = new ArrayList<>();
    int overflow = 0;
    for (Deviation deviation : scored) {
      if (!deviation.worthALook()) {
        if (below.size() < MOST_BELOW_THRESHOLD) {
          below.add(deviation);
        } else {
          setAside(Reason.NOISE, deviation, deviation.hosts(), aside);
        }
        continue;
      }
      boolean room = false;
      for (String host : deviation.hostIds()) {
        room |= perHost.merge(host, 1, Integer::sum) <= MOST_PER_HOST;
      }
      if (room) {
        kept.add(deviation);
      } else {
        overflow++;
        setAside(Reason.LIMIT, deviation, deviation.hosts(), aside);
      }
    }
    return new DetectionResult(covered, implausible, kept, below, separations, overflow);
  }
}
