package io.diffy.schemas;

import java.time.Instant;
import java.util.List;

/**
 * The answers of known clean instances to one query, for one cohort of a group. Raw rows are kept,
 * so that a baseline survives a change of the masking rules. A newer version replaces the older.
 *
 * @param key what it is the baseline of
 * @param version counts up from 1 for each key
 * @param origin where it comes from
 * @param answers one whole, {@code ok} answer per clean instance
 * @param withdrawn whether it only says that no baseline holds from now on; it has no answers then
 * @param signatures of those who vouch for it
 */
public record Baseline(
    Key key,
    int version,
    Origin origin,
    List<Observation> answers,
    boolean withdrawn,
    List<SignedBy> signatures)
    implements Decision<Baseline> {

  /**
   * What there is one baseline of.
   *
   * @param query the query answered
   * @param cohort for which image, launch version and type it holds; all parts empty means all
   */
  public record Key(GroupKey group, String query, Cohort cohort) {}

  /**
   * Where a baseline comes from.
   *
   * @param takenAt when the last of its answers was collected
   * @param takenBy who took it, for the audit trail
   * @param source where it came from: {@code local}, a file name, a group
   */
  public record Origin(Instant takenAt, String takenBy, String source) {}

  /** No writer counts so far: one that says more would leave no room for the next. */
  public static final int LAST_VERSION = 1_000_000_000;

  /** In use, and signed by nobody. */
  public Baseline(Key key, int version, Origin origin, List<Observation> answers) {
    this(key, version, origin, answers, false, List.of());
  }

  /** The same with another word on where it comes from; signed by nobody. */
  public Baseline from(String other) {
    Origin there = new Origin(takenAt(), takenBy(), other);
    return new Baseline(key, version, there, answers, withdrawn, List.of());
  }

  /** The same as another version. */
  public Baseline numbered(int other) {
    return new Baseline(key, other, origin, answers, withdrawn, signatures);
  }

  /** The same with these answers. */
  public Baseline with(List<Observation> others) {
    return new Baseline(key, version, origin, others, withdrawn, signatures);
  }

  /** The next version, which says that there is none. */
  public Baseline withdrawn(Instant at, String by, String reason) {
    Origin end = new Origin(at, by, reason);
    return new Baseline(key, Math.addExact(version, 1), end, List.of(), true, List.of());
  }

  @Override
  public Baseline signed(List<SignedBy> others) {
    return new Baseline(key, version, origin, answers, withdrawn, List.copyOf(others));
  }

  public GroupKey group() {
    return key.group();
  }

  public String query() {
    return key.query();
  }

  public Cohort cohort() {
    return key.cohort();
  }

  public Instant takenAt() {
    return origin.takenAt();
  }

  public String takenBy() {
    return origin.takenBy();
  }

  public String source() {
    return origin.source();
  }

  @Override
  public DecisionSubject subject() {
    return new DecisionSubject(
        DecisionSubject.DecisionKind.BASELINE, group(), query(), cohort(), version, "", "");
  }

  @Override
  public String madeBy() {
    return takenBy();
  }

  @Override
  public String ground() {
    return source();
  }

  @Override
  public boolean ends() {
    return withdrawn;
  }

  @Override
  public int order() {
    return version;
  }
}
