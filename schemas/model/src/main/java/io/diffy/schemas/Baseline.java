package io.diffy.schemas;

import java.time.Instant;
import java.util.List;

/**
 * The answers of known clean instances to one query, for one cohort of a group. Raw rows are kept,
 * so that a baseline survives a change of the masking rules. A newer version replaces the older.
 *
 * @param group whose baseline this is
 * @param query the query answered
 * @param cohort for which image, launch version and type it holds; all parts empty means all
 * @param version counts up from 1 for each (group, query, cohort)
 * @param takenAt when the last of its answers was collected
 * @param takenBy who took it, for the audit trail
 * @param source where it came from: {@code local}, a file name, a group
 * @param answers one whole, {@code ok} answer per clean instance
 * @param withdrawn whether it only says that no baseline holds from now on; it has no answers then
 * @param signatures of those who vouch for it
 */
public record Baseline(
    GroupKey group,
    String query,
    Cohort cohort,
    int version,
    Instant takenAt,
    String takenBy,
    String source,
    List<Observation> answers,
    boolean withdrawn,
    List<SignedBy> signatures)
    implements Decision<Baseline> {

  /** In use, and signed by nobody. */
  public Baseline(
      GroupKey group,
      String query,
      Cohort cohort,
      int version,
      Instant takenAt,
      String takenBy,
      String source,
      List<Observation> answers) {
    this(group, query, cohort, version, takenAt, takenBy, source, answers, false, List.of());
  }

  /** The same with another word on where it comes from; signed by nobody. */
  public Baseline from(String other) {
    return new Baseline(
        group, query, cohort, version, takenAt, takenBy, other, answers, withdrawn, List.of());
  }

  /** The next version, which says that there is none. */
  public Baseline withdrawn(Instant at, String by, String reason) {
    return new Baseline(
        group, query, cohort, version + 1, at, by, reason, List.of(), true, List.of());
  }

  @Override
  public Baseline signed(List<SignedBy> others) {
    return new Baseline(
        group,
        query,
        cohort,
        version,
        takenAt,
        takenBy,
        source,
        answers,
        withdrawn,
        List.copyOf(others));
  }

  @Override
  public DecisionSubject subject() {
    return new DecisionSubject(
        DecisionSubject.DecisionKind.BASELINE, group, query, cohort, version, "", "");
  }

  @Override
  public String madeBy() {
    return takenBy;
  }

  @Override
  public String ground() {
    return source;
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
