package io.diffy.rules.detection;

import io.diffy.rules.item.TableTrait;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.PeerGroup;
import io.diffy.rules.peers.PeerGroups;
import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges the answers of one group to one query at one time. Pure: the same answers give the same
 * verdict.
 */
public final class Detector {
  /** What a healthy host shows more often than once in 26 times is not worth a person's time. */
  static final double WORTH_A_LOOK = 1.42;

  /**
   * More deviations of one host in one table than a person can read; a hostile host could send
   * millions.
   */
  public static final int MOST_PER_HOST = 50;

  /** Deviations below the threshold that are remembered, for findings that are open already. */
  private static final int MOST_WHISPERS = 300;

  /** At most a third of the hosts share one story. */
  private static final int LARGEST_SHARE = 3;

  /** How many clean instances a functional baseline is worth. */
  public static final int BASELINE_WEIGHT = PeerGroup.BASELINE_WEIGHT;

  private Detector() {}

  /**
   * Judges.
   *
   * @param answers the newest whole answer of each instance
   * @param references the baselines
   * @param natures what the tables behind the query are like
   * @param accepted what people accepted
   * @param catalog what is known of the items
   */
  public static DetectionResult judge(
      List<HostItems> answers,
      List<BaselineItems> references,
      Set<TableTrait> natures,
      AcceptedRows accepted,
      Catalog catalog) {
    List<HostItems> sorted = MergeSameIdentity.sorted(answers);
    List<HostItems> implausible =
        WholeAnswerRule.implausible(sorted, natures.contains(TableTrait.NEVER_EMPTY), catalog);
    List<HostItems> covered = sorted.stream().filter(c -> !implausible.contains(c)).toList();

    List<PeerGroup> pools = PeerGroups.of(covered, references);
    List<RawDeviation> accusations = new ArrayList<>();
    pools.forEach(pool -> accusations.addAll(new OutlierRule(pool, catalog).accusations()));
    if (natures.contains(TableTrait.MOMENTARY)) {
      accusations.removeIf(a -> a.kind() == Kind.MISSING);
    }
    List<RawDeviation> stories = MergeSameIdentity.sameThing(accusations);
    BaseRate noise = BaseRate.of(stories, accepted, catalog);
    return capped(
        covered,
        implausible,
        scored(stories, noise, exposure(pools), natures),
        DriftRule.separations(covered, catalog));
  }

  /** Everybody who could have shown such a thing: every judged host, and each baseline's weight. */
  private static int exposure(List<PeerGroup> pools) {
    return pools.stream().mapToInt(pool -> pool.judged().size() + pool.weight()).sum();
  }

  private static List<Deviation> scored(
      List<RawDeviation> accusations, BaseRate noise, int exposure, Set<TableTrait> natures) {
    double threshold = Math.min(WORTH_A_LOOK, worstWorthALook(exposure));
    List<Deviation> scored = new ArrayList<>();
    for (RawDeviation accusation : accusations) {
      ScoreTerms working =
          new ScoreTerms(
              accusation.hosts().size(),
              noise.othersAsRare(accusation),
              exposure,
              threshold,
              accusation.everywhere() || isDecision(accusation, natures),
              false,
              Optional.empty());
      scored.add(Deviation.of(accusation, working));
    }
    // Sorted by kind and fingerprint before, so that equals keep that order.
    scored.sort(Comparator.comparingDouble(Deviation::score).reversed());
    return CollapseSameCause.asOne(scored);
  }

  /**
   * What some hosts share in a table of decisions was put there, by a deploy that no launch version
   * tells or by an intruder: one story either way, not as many oddities as hosts. What more share
   * is how a part of the group is.
   */
  private static boolean isDecision(RawDeviation accusation, Set<TableTrait> natures) {
    return natures.contains(TableTrait.DELIBERATE)
        && LARGEST_SHARE * accusation.hosts().size() <= accusation.covered();
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
      List<CohortDifference> separations) {
    Map<String, Integer> perHost = new HashMap<>();
    List<Deviation> kept = new ArrayList<>();
    List<Deviation> whispers = new ArrayList<>();
    int overflow = 0;
    for (Deviation deviation : scored) {
      if (!deviation.working().worthALook()) {
        if (whispers.size() < MOST_WHISPERS) {
          whispers.add(deviation);
        }
        continue;
      }
      boolean room = false;
      for (HostItems host : deviation.hosts()) {
        room |= perHost.merge(host.instance().instanceId(), 1, Integer::sum) <= MOST_PER_HOST;
      }
      if (room) {
        kept.add(deviation);
      } else {
        overflow++;
      }
    }
    return new DetectionResult(covered, implausible, kept, whispers, separations, overflow);
  }
}
