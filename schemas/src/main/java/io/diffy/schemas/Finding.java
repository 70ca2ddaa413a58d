package io.diffy.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One event in the life of a finding. On the wire it is an OCSF Detection Finding (class 2004,
 * https://schema.ocsf.io/1.8.0/classes/detection_finding); what OCSF has no place for stands under
 * {@code unmapped.diffy}.
 *
 * @param uid names the deviation: the same in every run, replay and restart
 * @param itemUid names the item whatever the group, query and kind with it: the same deviation in
 *     two groups has one; empty in events that are older than this name
 * @param sequence 1 for the first event of this uid, then up by one
 * @param activity create, update or close
 * @param group the group
 * @param instances the instances that deviate, sorted by id; empty for a drift of the whole group
 * @param query the query whose answer deviates
 * @param kind what is wrong
 * @param row the raw osquery row; for missing the peers' row; empty for coverage
 * @param previous for changed: the peers' row; empty otherwise
 * @param method who disagrees with the instance
 * @param have how many covered instances have the row
 * @param covered how many instances of the cohort answered whole
 * @param cohort label of the cohort compared with
 * @param score {@code -log10} of the rate at which a healthy host shows such a row; 0 and up
 * @param confidence how much the number of peers and the history prove
 * @param severity for a person's queue
 * @param techniques MITRE ATT&CK technique ids of the query
 * @param firstSeen earliest observation that shows it
 * @param lastSeen latest observation that shows it
 * @param createdAt evaluation that created it
 * @param evaluatedAt evaluation this event comes from
 * @param reason one sentence a person can read
 * @param closeReason why it ended, for close; empty otherwise
 * @param roundId the on-demand round that was judged; empty for scheduled evaluations
 * @param working how the score came about; empty for coverage and in events older than this
 * @param maskedColumns attributes that were not compared, because the peers agree on no value
 */
public record Finding(
    String uid,
    String itemUid,
    int sequence,
    Activity activity,
    GroupKey group,
    List<Instance> instances,
    String query,
    Kind kind,
    Map<String, String> row,
    Map<String, String> previous,
    Method method,
    int have,
    int covered,
    String cohort,
    double score,
    Confidence confidence,
    Severity severity,
    List<String> techniques,
    Instant firstSeen,
    Instant lastSeen,
    Instant createdAt,
    Instant evaluatedAt,
    String reason,
    Optional<CloseReason> closeReason,
    String roundId,
    Optional<Working> working,
    List<String> maskedColumns) {

  /** An event of which every attribute was compared. */
  public Finding(
      String uid,
      String itemUid,
      int sequence,
      Activity activity,
      GroupKey group,
      List<Instance> instances,
      String query,
      Kind kind,
      Map<String, String> row,
      Map<String, String> previous,
      Method method,
      int have,
      int covered,
      String cohort,
      double score,
      Confidence confidence,
      Severity severity,
      List<String> techniques,
      Instant firstSeen,
      Instant lastSeen,
      Instant createdAt,
      Instant evaluatedAt,
      String reason,
      Optional<CloseReason> closeReason,
      String roundId,
      Optional<Working> working) {
    this(
        uid,
        itemUid,
        sequence,
        activity,
        group,
        instances,
        query,
        kind,
        row,
        previous,
        method,
        have,
        covered,
        cohort,
        score,
        confidence,
        severity,
        techniques,
        firstSeen,
        lastSeen,
        createdAt,
        evaluatedAt,
        reason,
        closeReason,
        roundId,
        working,
        List.of());
  }

  /** The same event, saying which attributes were not compared. */
  public Finding withMaskedColumns(List<String> columns) {
    return new Finding(
        uid,
        itemUid,
        sequence,
        activity,
        group,
        instances,
        query,
        kind,
        row,
        previous,
        method,
        have,
        covered,
        cohort,
        score,
        confidence,
        severity,
        techniques,
        firstSeen,
        lastSeen,
        createdAt,
        evaluatedAt,
        reason,
        closeReason,
        roundId,
        working,
        columns);
  }

  /** Without a word on how the score came about. */
  public Finding(
      String uid,
      String itemUid,
      int sequence,
      Activity activity,
      GroupKey group,
      List<Instance> instances,
      String query,
      Kind kind,
      Map<String, String> row,
      Map<String, String> previous,
      Method method,
      int have,
      int covered,
      String cohort,
      double score,
      Confidence confidence,
      Severity severity,
      List<String> techniques,
      Instant firstSeen,
      Instant lastSeen,
      Instant createdAt,
      Instant evaluatedAt,
      String reason,
      Optional<CloseReason> closeReason,
      String roundId) {
    this(
        uid,
        itemUid,
        sequence,
        activity,
        group,
        instances,
        query,
        kind,
        row,
        previous,
        method,
        have,
        covered,
        cohort,
        score,
        confidence,
        severity,
        techniques,
        firstSeen,
        lastSeen,
        createdAt,
        evaluatedAt,
        reason,
        closeReason,
        roundId,
        Optional.empty());
  }

  /** The same event with a later sighting. */
  public Finding seenLast(Instant time) {
    return new Finding(
        uid,
        itemUid,
        sequence,
        activity,
        group,
        instances,
        query,
        kind,
        row,
        previous,
        method,
        have,
        covered,
        cohort,
        score,
        confidence,
        severity,
        techniques,
        firstSeen,
        time,
        createdAt,
        evaluatedAt,
        reason,
        closeReason,
        roundId,
        working,
        maskedColumns);
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
    return new Finding(
        uid,
        itemUid,
        sequence + 1,
        next,
        group,
        of,
        query,
        kind,
        row,
        previous,
        method,
        have,
        covered,
        cohort,
        score,
        confidence,
        severity,
        techniques,
        firstSeen,
        lastSeen,
        createdAt,
        at,
        reason,
        why,
        round,
        working,
        maskedColumns);
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
