package io.diffy.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the processor did with a decision, written in the transaction that puts the decision in
 * force; and who asked a console for it.
 *
 * @param action what became of it
 * @param subject what it is about
 * @param content what was decided
 * @param keys names of the trusted keys whose signatures hold
 * @param reason why it is not in force; empty when it is; of a request who asked, and from where
 * @param cause the record that brought it
 * @param previous what was in force until then
 */
public record AuditEntry(
    Action action,
    DecisionSubject subject,
    Content content,
    List<String> keys,
    String reason,
    Cause cause,
    Optional<Previous> previous) {

  /** What became of a decision. */
  public enum Action {
    /** It holds, and nothing did before. */
    IN_FORCE,
    /** It holds in the place of another. */
    REPLACED,
    /** What is in force has got further signatures. */
    SIGNED,
    /** It waits for more signatures. */
    PROPOSED,
    /** It is not obeyed. */
    REFUSED,
    /** An earlier decision was ended by a later one. */
    WITHDRAWN,
    /** It was deleted with a tombstone, which says nobody's name. */
    ERASED,
    /**
     * Somebody asked a console for it, who then wrote the decision: who and whence is the reason.
     */
    REQUESTED
  }

  /**
   * What was decided.
   *
   * @param sha256 of the decision without its signatures, in hex; empty when there was nothing to
   *     hash
   * @param by who made it, as the writer says
   * @param ground where it comes from or why it was made, as the writer says; of work what was
   *     asked for
   */
  public record Content(String sha256, String by, String ground) {}

  /**
   * Where a record lies. No record brings work: it names the audit topic and nothing there.
   *
   * @param timestamp of the record: the writer's clock, unless the topic says the broker's
   */
  public record Cause(String topic, int partition, long offset, Instant timestamp) {}

  /** What was in force. */
  public record Previous(int version, String sha256) {}

  public String sha256() {
    return content.sha256();
  }

  public String by() {
    return content.by();
  }

  public String ground() {
    return content.ground();
  }
}
