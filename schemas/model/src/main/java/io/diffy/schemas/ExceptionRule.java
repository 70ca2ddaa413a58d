package io.diffy.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A deviation that a person accepted. Named a rule because a Java exception is something else. A
 * decision is never forgotten: taking it back ends it, and says who did.
 *
 * @param id unique
 * @param group where it holds; for {@link Scope#EVERYWHERE} where it was accepted
 * @param about what was accepted
 * @param reach how far it reaches
 * @param accepted why it is fine, and who says so
 * @param expiresAt until when; empty for ever
 * @param removal who took it back; empty as long as nobody did
 * @param signatures of those who vouch for it
 */
public record ExceptionRule(
    String id,
    GroupKey group,
    About about,
    Reach reach,
    Accepted accepted,
    Optional<Instant> expiresAt,
    Optional<Removal> removal,
    List<SignedBy> signatures)
    implements Decision<ExceptionRule> {

  /** How far an exception reaches. */
  public enum Scope {
    /** One instance of the group. */
    INSTANCE,
    /** The instances of the group that share one image, launch template version and type. */
    COHORT,
    /** All instances of the group. */
    GROUP,
    /** All groups: wherever {@link About#itemUid} appears. */
    EVERYWHERE,
    /** Nothing: it only says how far a person got with a finding, see {@link Triage}. */
    NOTHING
  }

  /**
   * What was accepted; all but the uid for readers who no longer have the finding.
   *
   * @param findingUid the deviation: uids are deterministic, so this names it for good
   * @param itemUid names the item whatever the group; needed for {@link Scope#EVERYWHERE}
   * @param query whose answer deviates
   * @param kind what is wrong
   * @param summary the row in a few words; the host's text
   * @param seen how far the thing was seen; empty: whatever its attributes are, as every exception
   *     of an older version
   */
  public record About(
      String findingUid,
      String itemUid,
      String query,
      Optional<Kind> kind,
      String summary,
      Optional<Seen> seen) {
    /** Whatever the attributes are. */
    public About(
        String findingUid, String itemUid, String query, Optional<Kind> kind, String summary) {
      this(findingUid, itemUid, query, kind, summary, Optional.empty());
    }

    /** Nothing is known but the finding's uid. */
    public static About finding(String uid) {
      return new About(uid, "", "", Optional.empty(), "");
    }

    /** The same, as it was seen. */
    public About as(Seen what) {
      return new About(findingUid, itemUid, query, kind, summary, Optional.of(what));
    }

    public static About finding(Finding finding, String summary) {
      return new About(
          finding.uid(), finding.itemUid(), finding.query(), Optional.of(finding.kind()), summary);
    }
  }

  /**
   * What the person saw. A row that is not among it was not accepted.
   *
   * @param thing hex fingerprint of the thing's identity
   * @param masked attributes that are left out of the items, sorted
   * @param items hex fingerprints of the items; none where the finding's uid says it all
   * @param instances on which it was seen, sorted; what a wider scope reached later is not there
   */
  public record Seen(
      String thing,
      List<String> masked,
      List<String> items,
      Map<String, String> row,
      List<String> instances) {}

  /**
   * How far it reaches.
   *
   * @param instanceId the one instance of {@link Scope#INSTANCE}; empty otherwise
   * @param cohort the one cohort of {@link Scope#COHORT}; empty otherwise
   */
  public record Reach(Scope scope, String instanceId, Optional<Cohort> cohort) {
    public static final Reach GROUP = new Reach(Scope.GROUP, "", Optional.empty());
    public static final Reach EVERYWHERE = new Reach(Scope.EVERYWHERE, "", Optional.empty());
    public static final Reach NOTHING = new Reach(Scope.NOTHING, "", Optional.empty());

    /** What the scope says of this instance. */
    public static Reach of(Scope scope, Instance one) {
      return new Reach(
          scope,
          scope == Scope.INSTANCE ? one.instanceId() : "",
          scope == Scope.COHORT ? Optional.of(one.cohort()) : Optional.empty());
    }
  }

  /**
   * Why it is fine, in the person's words; who says so, since when.
   *
   * @param triage how far the person got, for {@link Scope#NOTHING}; empty otherwise
   */
  public record Accepted(String reason, String by, Instant at, Optional<Triage.Step> triage) {
    /** It is fine. */
    public Accepted(String reason, String by, Instant at) {
      this(reason, by, at, Optional.empty());
    }
  }

  /** Who took it back, when and why. */
  public record Removal(String by, Instant at, String reason) {}

  /** In force, and signed by nobody. */
  public ExceptionRule(
      String id,
      GroupKey group,
      About about,
      Reach reach,
      Accepted accepted,
      Optional<Instant> expiresAt) {
    this(id, group, about, reach, accepted, expiresAt, Optional.empty(), List.of());
  }

  /** Whether it keeps anything from anybody; a note does not, and needs nobody's signature. */
  @Override
  public boolean silences() {
    return scope() != Scope.NOTHING;
  }

  /** What it says of its finding, for a note that was not taken back. */
  public Optional<Triage> triage() {
    return removal.isPresent()
        ? Optional.empty()
        : accepted.triage().map(step -> new Triage(step, reason(), acceptedBy(), acceptedAt()));
  }

  /** Whether it holds for an evaluation of that time. */
  public boolean inForce(Instant at) {
    return expiresAt.map(end -> end.isAfter(at)).orElse(true);
  }

  /**
   * The same, ended: it expires with its removal, so whoever honours expiry honours this, and what
   * was judged before stays as it was.
   */
  public ExceptionRule removed(Removal taken) {
    Instant end = expiresAt.filter(one -> one.isBefore(taken.at())).orElse(taken.at());
    return new ExceptionRule(
        id, group, about, reach, accepted, Optional.of(end), Optional.of(taken), signatures);
  }

  @Override
  public ExceptionRule signed(List<SignedBy> others) {
    return new ExceptionRule(
        id, group, about, reach, accepted, expiresAt, removal, List.copyOf(others));
  }

  public String findingUid() {
    return about.findingUid();
  }

  public Scope scope() {
    return reach.scope();
  }

  public String instanceId() {
    return reach.instanceId();
  }

  public Optional<Cohort> cohort() {
    return reach.cohort();
  }

  public String reason() {
    return accepted.reason();
  }

  public String acceptedBy() {
    return accepted.by();
  }

  public Instant acceptedAt() {
    return accepted.at();
  }

  @Override
  public DecisionSubject subject() {
    return new DecisionSubject(
        DecisionSubject.DecisionKind.EXCEPTION,
        group,
        about.query(),
        cohort().orElse(Cohort.UNKNOWN),
        0,
        id,
        scope().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public String madeBy() {
    return removal.map(Removal::by).orElse(acceptedBy());
  }

  @Override
  public String ground() {
    return removal.map(Removal::reason).orElse(reason());
  }

  @Override
  public boolean ends() {
    return removal.isPresent();
  }

  /** Once taken back it stays so; a note takes the place of nothing that was signed. */
  @Override
  public int order() {
    return removal.isPresent() ? 2 : silences() ? 1 : 0;
  }
}
