package io.diffy.rules.detection;

import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import java.util.List;

/**
 * What the rules hold against one or several instances in one query.
 *
 * @param kind unexpected, missing or changed
 * @param subject fingerprint of the item: the odd one, for missing the one that lacks
 * @param previous for changed: fingerprint of what most peers have; otherwise 0
 * @param byIdentity whether the whole thing is odd, not only its attributes
 * @param hosts who deviates, by instance id
 * @param have covered instances of the pool that have the item
 * @param covered covered instances of the pool
 * @param pool label of the cohort compared with
 * @param method baseline, peers or both
 * @param working how the score came about
 * @param alike further deviations of this kind on just these hosts that this one stands for
 */
public record Deviation(
    Kind kind,
    long subject,
    long previous,
    boolean byIdentity,
    List<HostItems> hosts,
    int have,
    int covered,
    String pool,
    Method method,
    ScoreTerms working,
    int alike) {

  static Deviation of(RawDeviation accusation, ScoreTerms working) {
    return new Deviation(
        accusation.kind(),
        accusation.subject(),
        accusation.previous(),
        accusation.identity() != 0,
        accusation.hosts(),
        accusation.have(),
        accusation.covered(),
        accusation.pool(),
        accusation.method(),
        working,
        0);
  }

  /** The same, with something on the hosts that explains it well. */
  public Deviation familiar() {
    return with(working.explained());
  }

  /** The same, when something else that just these hosts share says that it is no habit. */
  public Deviation witnessed() {
    return with(working.witnessed());
  }

  /** The same, with what the group's past says about it. */
  public Deviation since(FirstAppearance appearance, NoveltyHistory history, int answersNow) {
    return history.past(appearance, answersNow).map(past -> with(working.with(past))).orElse(this);
  }

  private Deviation with(ScoreTerms other) {
    return new Deviation(
        kind, subject, previous, byIdentity, hosts, have, covered, pool, method, other, alike);
  }

  /** The same, standing for others too. */
  Deviation with(int others) {
    return new Deviation(
        kind, subject, previous, byIdentity, hosts, have, covered, pool, method, working, others);
  }

  /** See {@link Score}. */
  public double score() {
    return working.score();
  }
}
