package io.diffy.rules.detection;

import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.ScoreBreakdown;
import java.util.List;
import java.util.Optional;

/**
 * What separates one or several hosts from those they were compared with, in one query.
 *
 * @param item what deviates, and how
 * @param hosts who deviates, by instance id
 * @param prevalence how many of whom have it, and who disagrees; it names no baselines yet
 * @param everywhere whether nearly all hosts differ from their baseline in this
 * @param breakdown how the score came about
 * @param others subjects of further deviations of this kind on just these hosts that this one
 *     stands for
 */
public record Deviation(
    DeviatingItem item,
    List<HostItems> hosts,
    Prevalence prevalence,
    boolean everywhere,
    ScoreBreakdown breakdown,
    List<Long> others) {
  private static final int MOST_NAMED = 12;

  /** The same on only these hosts. */
  Deviation on(List<HostItems> some) {
    return new Deviation(item, some, prevalence, everywhere, breakdown, others);
  }

  /** Before anybody asked how odd that is. */
  static Deviation unscored(
      DeviatingItem item, List<HostItems> hosts, Prevalence prevalence, boolean everywhere) {
    return new Deviation(
        item,
        hosts,
        prevalence,
        everywhere,
        new ScoreBreakdown(hosts.size(), 0, 0, 0, everywhere, false, Optional.empty()),
        List.of());
  }

  /** The same, scored another way. */
  public Deviation with(ScoreBreakdown other) {
    return new Deviation(item, hosts, prevalence, everywhere, other, others);
  }

  /** The same, standing for others too. */
  Deviation standingFor(List<Long> more) {
    return new Deviation(item, hosts, prevalence, everywhere, breakdown, List.copyOf(more));
  }

  /** The first of the others, to be named. */
  public List<Long> named() {
    return others.subList(0, Math.min(MOST_NAMED, others.size()));
  }

  /** How many others this one stands for. */
  public int standsFor() {
    return others.size();
  }

  public Kind kind() {
    return item.kind();
  }

  public long subject() {
    return item.subject();
  }

  public List<String> hostIds() {
    return hosts.stream().map(HostItems::instanceId).toList();
  }

  /** See {@link Score}. */
  public double score() {
    return Score.of(breakdown);
  }

  public boolean worthALook() {
    return Score.worthALook(breakdown);
  }
}
