package io.diffy.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A deviation that a person accepted. Named a rule because a Java exception is something else. A
 * decision is never forgotten: taking it back ends it, and says who did.
 *
 * @param id unique
 * @param group where it holds; for {@link Scope#EVERYWHERE} where it was accepted
 * @param findingUid the deviation it accepts: uids are deterministic, so this names it for good
 * @param scope how far it reaches
 * @param instanceId the one instance of {@link Scope#INSTANCE}; empty otherwise
 * @param reason why it is fine, in the person's words
 * @param acceptedBy who says so
 * @param acceptedAt since when
 * @param expiresAt until when; empty for ever
 * @param cohort the one cohort of {@link Scope#COHORT}; empty otherwise
 * @param about what was accepted, for readers who no longer have the finding
 * @param removal who took it back; empty as long as nobody did
 * @param signatures of those who vouch for it
 */
public record ExceptionRule(
    String id,
    GroupKey group,
    String findingUid,
    Scope scope,
    String instanceId,
    String reason,
    String acceptedBy,
    Instant acceptedAt,
    Optional<Instant> expiresAt,
    Optional<Cohort> cohort,
    About about,
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
    EVERYWHERE
  }

  /**
   * What was accepted.
   *
   * @param itemUid names the item whatever the group; needed for {@link Scope#EVERYWHERE}
   * @param query whose answer deviates
   * @param kind what is wrong
   * @param summary the row in a few words; the host's text
   */
  public record About(String itemUid, String query, Optional<Kind> kind, String summary) {
    /** Nothing is known but the finding's uid. */
    public static final About NOTHING = new About("", "", Optional.empty(), "");
  }

  /** Who took it back, when and why. */
  public record Removal(String by, Instant at, String reason) {}

  /** Signed by nobody. */
  public ExceptionRule(
      String id,
      GroupKey group,
      String findingUid,
      Scope scope,
      String instanceId,
      String reason,
      String acceptedBy,
      Instant acceptedAt,
      Optional<Instant> expiresAt,
      Optional<Cohort> cohort,
      About about,
      Optional<Removal> removal) {
    this(
        id,
        group,
        findingUid,
        scope,
        instanceId,
        reason,
        acceptedBy,
        acceptedAt,
        expiresAt,
        cohort,
        about,
        removal,
        List.of());
  }

  /** For one instance or a whole group, when only the finding's uid is known. */
  public ExceptionRule(
      String id,
      GroupKey group,
      String findingUid,
      Scope scope,
      String instanceId,
      String reason,
      String acceptedBy,
      Instant acceptedAt,
      Optional<Instant> expiresAt) {
    this(
        id,
        group,
        findingUid,
        scope,
        instanceId,
        reason,
        acceptedBy,
        acceptedAt,
        expiresAt,
        Optional.empty(),
        About.NOTHING,
        Optional.empty());
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
    return new ExceptionRule(
        id,
        group,
        findingUid,
        scope,
        instanceId,
        reason,
        acceptedBy,
        acceptedAt,
        Optional.of(expiresAt.filter(end -> end.isBefore(taken.at())).orElse(taken.at())),
        cohort,
        about,
        Optional.of(taken));
  }

  @Override
  public ExceptionRule signed(List<SignedBy> others) {
    return new ExceptionRule(
        id,
        group,
        findingUid,
        scope,
        instanceId,
        reason,
        acceptedBy,
        acceptedAt,
        expiresAt,
        cohort,
        about,
        removal,
        List.copyOf(others));
  }

  @Override
  public DecisionSubject subject() {
    return new DecisionSubject(
        DecisionSubject.DecisionKind.EXCEPTION,
        group,
        about.query(),
        cohort.orElse(Cohort.UNKNOWN),
        0,
        id,
        scope.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public String madeBy() {
    return removal.map(Removal::by).orElse(acceptedBy);
  }

  @Override
  public String ground() {
    return removal.map(Removal::reason).orElse(reason);
  }

  @Override
  public boolean ends() {
    return removal.isPresent();
  }

  /** Once taken back it stays so. */
  @Override
  public int order() {
    return removal.isPresent() ? 2 : 1;
  }
}
