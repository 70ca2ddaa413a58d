package io.diffy.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One event in the life of a finding. On the wire it is an OCSF Detection Finding (class 2004,
 * https://schema.ocsf.io/1.8.0/classes/detection_finding); what OCSF has no place for stands under
 * {@code unmapped.diffy}. Readers ask it for any field of its five parts by name.
 *
 * @param subject which deviation it is about
 * @param instances the instances that deviate, sorted by id; empty for a drift of the whole group
 * @param exhibit the rows that show it
 * @param comparison who was compared, and with what outcome
 * @param weight how odd, how sure, how bad
 * @param life what the event does, and when what was seen
 * @param reason one sentence a person can read
 */
public record Finding(
    Subject subject,
    List<Instance> instances,
    Exhibit exhibit,
    Comparison comparison,
    Weight weight,
    Life life,
    String reason) {

  /** In the place of a query's name, for what concerns all queries of a group alike. */
  public static final String ALL_QUERIES = "*";

  /** The same event, saying which attributes were not compared. */
  public Finding withMaskedColumns(List<String> columns) {
    return with(new Exhibit(row(), previous(), columns, differences()));
  }

  /** The same event, saying what separates the cohorts. */
  public Finding withDifferences(List<Difference> separating) {
    return with(new Exhibit(row(), previous(), maskedColumns(), separating));
  }

  private Finding with(Exhibit other) {
    return new Finding(subject, instances, other, comparison, weight, life, reason);
  }

  /** The same event with a later sighting. */
  public Finding seenLast(Instant time) {
    return with(instances, life.seenLast(time));
  }

  /**
   * The next event of the same finding, about some of its instances.
   *
   * @param why for a close; empty for an update
   * @param at the evaluation it comes from
   * @param round the on-demand round it comes from; empty for scheduled evaluations
   */
  public Finding next(
      Activity next, List<Instance> of, Optional<CloseReason> why, Instant at, String round) {
    return with(of, life.next(next, why, at, round));
  }

  /** The same event, belonging to an incident. */
  public Finding ofIncident(String incident) {
    return with(instances, life.ofIncident(incident));
  }

  private Finding with(List<Instance> of, Life then) {
    return new Finding(subject, of, exhibit, comparison, weight, then, reason);
  }

  public String uid() {
    return subject.uid();
  }

  public String itemUid() {
    return subject.itemUid();
  }

  public GroupKey group() {
    return subject.group();
  }

  public String query() {
    return subject.query();
  }

  public Kind kind() {
    return subject.kind();
  }

  public List<String> techniques() {
    return subject.techniques();
  }

  public Map<String, String> row() {
    return exhibit.row();
  }

  public Map<String, String> previous() {
    return exhibit.previous();
  }

  public List<String> maskedColumns() {
    return exhibit.maskedColumns();
  }

  public List<Difference> differences() {
    return exhibit.differences();
  }

  public Method method() {
    return comparison.method();
  }

  public int have() {
    return comparison.have();
  }

  public int covered() {
    return comparison.covered();
  }

  public String cohort() {
    return comparison.cohort();
  }

  public List<BaselineUsed> baselines() {
    return comparison.baselines();
  }

  public double score() {
    return weight.score();
  }

  public Confidence confidence() {
    return weight.confidence();
  }

  public Severity severity() {
    return weight.severity();
  }

  public Optional<Working> working() {
    return weight.working();
  }

  public int sequence() {
    return life.sequence();
  }

  public Activity activity() {
    return life.activity();
  }

  public Instant firstSeen() {
    return life.firstSeen();
  }

  public Instant lastSeen() {
    return life.lastSeen();
  }

  public Instant createdAt() {
    return life.createdAt();
  }

  public Instant evaluatedAt() {
    return life.evaluatedAt();
  }

  public Optional<CloseReason> closeReason() {
    return life.closeReason();
  }

  public String roundId() {
    return life.roundId();
  }

  public String incidentId() {
    return life.incidentId();
  }

  /** OCSF activity_id. */
  public enum Activity {
    CREATE(1),
    UPDATE(2),
    CLOSE(3);

    private final int id;

    Activity(int id) {
      this.id = id;
    }

    public int id() {
      return id;
    }
  }

  /** Who disagrees with the instance. */
  public enum Method {
    BASELINE,
    CLUSTER,
    BOTH
  }

  /** How much the data proves; OCSF confidence_id is the ordinal plus one. */
  public enum Confidence {
    LOW,
    MEDIUM,
    HIGH
  }

  /** OCSF severity_id is the ordinal plus one. */
  public enum Severity {
    INFORMATIONAL,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
  }

  /** Why a finding ended. */
  public enum CloseReason {
    ROW_GONE("row gone"),
    ROW_BACK("row back"),
    INSTANCE_TERMINATED("instance terminated"),
    ACCEPTED("accepted"),
    BASELINE_CHANGED("baseline changed"),
    PEERS_CONVERGED("peers converged"),
    COVERAGE_RESTORED("coverage restored");

    private final String words;

    CloseReason(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }
}
