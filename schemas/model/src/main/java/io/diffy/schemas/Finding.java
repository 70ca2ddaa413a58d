package io.diffy.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One event in the life of a finding. On the wire it is an OCSF Detection Finding (class 2004,
 * https://schema.ocsf.io/1.8.0/classes/detection_finding); what OCSF has no place for stands under
 * {@code unmapped.diffy}. Readers ask it for any field of its five parts by name.
 *
 * @param subject which deviation it is about
 * @param instances the instances that deviate, sorted by id; empty for a drift of the whole group
 * @param evidence the rows that show it
 * @param prevalence who was compared, and with what outcome
 * @param rating how odd, how sure, how bad
 * @param lifecycle what the event does, and when what was seen
 * @param reason one sentence a person can read
 */
public record Finding(
    Subject subject,
    List<Instance> instances,
    EvidenceRows evidence,
    Prevalence prevalence,
    Rating rating,
    FindingLifecycle lifecycle,
    String reason) {

  /** In the place of a query's name, for what concerns all queries of a group alike. */
  public static final String ALL_QUERIES = "*";

  /** The same event with other rows. */
  public Finding with(EvidenceRows other) {
    return new Finding(subject, instances, other, prevalence, rating, lifecycle, reason);
  }

  /** The same event at another point of its life. */
  public Finding with(FindingLifecycle other) {
    return with(instances, other);
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
    Set<String> ids = of.stream().map(Instance::instanceId).collect(Collectors.toSet());
    Finding following = with(of, lifecycle.next(next, ids, why, at, round));
    return changes().isEmpty() ? following : following.withChanges(List.of());
  }

  /** The same event, saying which attributes changed. */
  public Finding withChanges(List<AttributeChange> changes) {
    return with(evidence.with(row(), changes));
  }

  /** The same event, of which a person says this. */
  public Finding with(Triage said) {
    return with(instances, lifecycle.with(Optional.of(said)));
  }

  private Finding with(List<Instance> of, FindingLifecycle then) {
    return new Finding(subject, of, evidence, prevalence, rating, then, reason);
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
    return evidence.row();
  }

  public Map<String, String> previous() {
    return evidence.previous();
  }

  public List<String> maskedColumns() {
    return evidence.maskedColumns();
  }

  public List<Difference> differences() {
    return evidence.differences();
  }

  /** See {@link EvidenceRows#changes}. */
  public List<AttributeChange> changes() {
    return evidence.changes();
  }

  /** What is known of each host's own times; of a host that has none here nothing is known. */
  public Optional<Sighting> sighting(String instanceId) {
    Optional<Sighting> own = lifecycle.seen().on(instanceId);
    return own.isPresent() || instances.size() != 1
        ? own
        : Optional.of(lifecycle.seen().onlyOn(instanceId));
  }

  /** When that host first showed it, by its own answers. */
  public Optional<Instant> firstSeenOn(String instanceId) {
    return sighting(instanceId).flatMap(Sighting::first);
  }

  /** Whether it is about hosts that stopped answering, whatever the query. */
  public boolean isSilence() {
    return kind() == Kind.COVERAGE
        && query().equals(ALL_QUERIES)
        && row().getOrDefault("coverage", "").equals("silent");
  }

  /** Whether it says something of hosts: a deviation, or that they stopped answering. */
  public boolean isOfHosts() {
    return kind().isDeviation() || isSilence();
  }

  /** Whether it is worth a person's time; what is below medium is only told. */
  public boolean isAccusation() {
    return isOfHosts() && severity().compareTo(Severity.MEDIUM) >= 0;
  }

  /** What its rows show, as it is compared; empty in events of older versions. */
  public Optional<ShownThing> thing() {
    return evidence.thing();
  }

  /** What a person says of it; empty as long as nobody does. */
  public Optional<Triage> triage() {
    return lifecycle.triage();
  }

  public Method method() {
    return prevalence.method();
  }

  public int hostsWithItem() {
    return prevalence.hostsWithItem();
  }

  public int hostsCompared() {
    return prevalence.hostsCompared();
  }

  public String cohort() {
    return prevalence.cohort();
  }

  public List<BaselineUsed> baselines() {
    return prevalence.baselines();
  }

  public double score() {
    return rating.score();
  }

  public Confidence confidence() {
    return rating.confidence();
  }

  public Severity severity() {
    return rating.severity();
  }

  public Optional<ScoreBreakdown> breakdown() {
    return rating.breakdown();
  }

  public int sequence() {
    return lifecycle.sequence();
  }

  public Activity activity() {
    return lifecycle.activity();
  }

  /** Whether it is open after this event. */
  public boolean isOpen() {
    return activity().isOpen();
  }

  public Instant firstSeen() {
    return lifecycle.seen().first();
  }

  public Instant lastSeen() {
    return lifecycle.seen().last();
  }

  public Instant createdAt() {
    return lifecycle.createdAt();
  }

  public Instant evaluatedAt() {
    return lifecycle.evaluatedAt();
  }

  public Optional<CloseReason> closeReason() {
    return lifecycle.closeReason();
  }

  public String roundId() {
    return lifecycle.occasion().roundId();
  }

  public String incidentId() {
    return lifecycle.occasion().incidentId();
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

    /** Whether the finding is open after the event. */
    public boolean isOpen() {
      return this != CLOSE;
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
