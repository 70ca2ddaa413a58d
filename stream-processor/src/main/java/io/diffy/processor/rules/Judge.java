package io.diffy.processor.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges the answers of one group to one query at one time. Pure: the same answers give the same
 * verdict.
 */
public final class Judge {
  /**
   * A deviation a healthy host shows more often than once in ten times is not worth a person's
   * time.
   */
  static final double WORTH_A_LOOK = 1.0;

  /**
   * More deviations of one host in one table than a person can read; a hostile host could send
   * millions.
   */
  public static final int MOST_PER_HOST = 50;

  /** How many clean instances a functional baseline is worth. */
  public static final int BASELINE_WEIGHT = Pool.BASELINE_WEIGHT;

  private Judge() {}

  public static Verdict judge(List<Covered> answers, List<Reference> references, Catalog catalog) {
    List<Covered> sorted = Merge.sorted(answers);
    List<Covered> implausible =
        references.isEmpty() ? WholeAnswerRule.implausible(sorted, catalog) : List.of();
    List<Covered> covered = sorted.stream().filter(c -> !implausible.contains(c)).toList();

    List<Deviation> worthy = new ArrayList<>();
    for (Pool pool : Pools.of(covered, references)) {
      double threshold = Math.min(WORTH_A_LOOK, worstWorthALook(pool.size()));
      new OutlierRule(pool, catalog)
          .deviations().stream().filter(d -> d.score() >= threshold).forEach(worthy::add);
    }
    return capped(covered, implausible, Merge.sameThing(worthy, catalog));
  }

  /**
   * In a small pool no deviation scores high. One that stands alone in its table is worth a look
   * all the same, and from six hosts on so are two on two hosts: else an intruder could mute one by
   * another.
   */
  private static double worstWorthALook(int poolSize) {
    return Score.of(poolSize < Pools.SMALLEST_COHORT ? 0 : 1, 1, poolSize);
  }

  private static Verdict capped(
      List<Covered> covered, List<Covered> implausible, List<Deviation> worthy) {
    worthy.sort(Comparator.comparingDouble(Deviation::score).reversed());
    Map<String, Integer> perHost = new HashMap<>();
    List<Deviation> kept = new ArrayList<>();
    for (Deviation deviation : worthy) {
      boolean room = false;
      for (Covered host : deviation.hosts()) {
        room |= perHost.merge(host.instance().instanceId(), 1, Integer::sum) <= MOST_PER_HOST;
      }
      if (room) {
        kept.add(deviation);
      }
    }
    return new Verdict(covered, implausible, kept, worthy.size() - kept.size());
  }
}
