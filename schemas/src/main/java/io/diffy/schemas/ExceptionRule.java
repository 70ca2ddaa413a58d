package io.diffy.schemas;

import java.time.Instant;
import java.util.Optional;

/**
 * A deviation that a person accepted. Named a rule because a Java exception is something else.
 *
 * @param id unique; the accepted finding's uid, and the instance id behind a slash for {@link
 *     Scope#INSTANCE}
 * @param group where it holds
 * @param findingUid the deviation it accepts: uids are deterministic, so this names it for good
 * @param scope how far it reaches
 * @param instanceId the one instance of {@link Scope#INSTANCE}; empty otherwise
 * @param reason why it is fine, in the person's words
 * @param acceptedBy who says so
 * @param acceptedAt since when
 * @param expiresAt until when; empty for ever
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
    Optional<Instant> expiresAt) {

  /** How far an exception reaches. */
  public enum Scope {
    INSTANCE,
    GROUP
  }
}
