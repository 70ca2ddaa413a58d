package io.diffy.processor.intake;

import io.diffy.processor.trust.SignatureCheck;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.AuditEntry.Previous;
import io.diffy.schemas.Decision;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.trust.DecisionRule;
import io.diffy.schemas.trust.DecisionRule.Ruling;
import io.diffy.schemas.trust.SignedText;
import io.diffy.schemas.trust.TrustPolicy;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a decision, given what is in force, and what the audit trail says of it. Pure.
 */
final class DecisionAudit<T extends Decision<T>> {
  private final TrustPolicy trust;
  private final Codec<T> codec;
  private final DecisionRule<T> rule;
  private final SignatureCheck<T> signatures;

  DecisionAudit(TrustPolicy trust, Codec<T> codec) {
    this.trust = trust;
    this.codec = codec;
    this.rule = new DecisionRule<>(trust, codec);
    this.signatures = new SignatureCheck<>(trust, codec);
  }

  /**
   * What to do.
   *
   * @param action what the audit trail says; empty when nothing changes that anybody asks for
   * @param keep whether the decision is in force from now on
   * @param sha256 of the decision; empty when there is none to hash
   * @param keys whose signatures hold
   * @param reason why it is not in force
   * @param previous what was in force
   */
  record Outcome(
      Optional<Action> action,
      boolean keep,
      String sha256,
      List<String> keys,
      String reason,
      Optional<Previous> previous) {}

  /** What is in force under a key of the store; what nobody trusted has signed is not. */
  Optional<T> inForce(String key, byte[] stored) {
    if (stored == null) {
      return Optional.empty();
    }
    T decision = codec.decodeChecked(stored, "a decision");
    return signatures.admits(key, stored, decision) ? Optional.of(decision) : Optional.empty();
  }

  /** A decision that stands under its own key, or under that of a proposal. */
  Outcome of(T decision, boolean proposal, Optional<T> before) {
    return proposal && !trust.required() ? proposed(decision, before) : of(decision, before);
  }

  private Outcome of(T decision, Optional<T> before) {
    Ruling ruling = rule.of(decision, before);
    Optional<Action> action =
        switch (ruling.standing()) {
          case REFUSED -> Optional.of(Action.REFUSED);
          case PROPOSED -> ruling.same() ? Optional.empty() : Optional.of(Action.PROPOSED);
          case VALID -> action(decision, before, ruling);
        };
    return new Outcome(
        action,
        ruling.keep(),
        digest(decision),
        ruling.keys(),
        ruling.reason(),
        before.map(this::previous));
  }

  /** Where nobody's signature is asked for, what was written as a proposal still is none. */
  private Outcome proposed(T decision, Optional<T> before) {
    return new Outcome(
        Optional.of(Action.PROPOSED),
        false,
        digest(decision),
        List.of(),
        "it was written as a proposal",
        before.map(this::previous));
  }

  /** A tombstone names nobody, so where signatures are asked for it is not obeyed. */
  Outcome erased(T before) {
    return new Outcome(
        Optional.of(trust.required() ? Action.REFUSED : Action.ERASED),
        trust.required(),
        "",
        List.of(),
        trust.required() ? "a deletion has no signature; it stays in force" : "",
        Optional.of(previous(before)));
  }

  private Optional<Action> action(T decision, Optional<T> before, Ruling ruling) {
    if (ruling.same()) {
      return ruling.further() ? Optional.of(Action.SIGNED) : Optional.empty();
    }
    if (decision.ends()) {
      return Optional.of(Action.WITHDRAWN);
    }
    boolean replaces = before.filter(old -> !old.ends()).isPresent();
    return Optional.of(replaces ? Action.REPLACED : Action.IN_FORCE);
  }

  private Previous previous(T before) {
    return new Previous(before.subject().version(), digest(before));
  }

  private String digest(T decision) {
    return SignedText.digest(SignedText.content(decision, codec));
  }
}
