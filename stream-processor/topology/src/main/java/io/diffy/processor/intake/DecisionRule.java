package io.diffy.processor.intake;

import io.diffy.processor.trust.SignatureCheck;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.AuditEntry.Previous;
import io.diffy.schemas.Decision;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.trust.SignedText;
import io.diffy.schemas.trust.TrustPolicy;
import io.diffy.schemas.trust.TrustPolicy.Standing;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a decision, given what is in force. Pure. Where nobody's signature is asked for,
 * the last one written counts, as ever.
 */
final class DecisionRule<T extends Decision<T>> {
  private static final Verdict NOTHING = new Verdict(Standing.REFUSED, List.of(), "");

  private final TrustPolicy trust;
  private final Codec<T> codec;
  private final SignatureCheck<T> signatures;

  DecisionRule(TrustPolicy trust, Codec<T> codec) {
    this.trust = trust;
    this.codec = codec;
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
    Verdict verdict = trust.judge(decision, codec);
    String sha256 = digest(decision);
    Optional<Previous> previous =
        before.map(old -> new Previous(old.subject().version(), digest(old)));
    boolean same = previous.map(old -> old.sha256().equals(sha256)).orElse(false);
    Optional<String> late = before.flatMap(old -> trust.late(decision, old, codec));
    if (verdict.standing() == Standing.REFUSED || late.isPresent()) {
      String reason = verdict.standing() == Standing.REFUSED ? verdict.reason() : late.get();
      return new Outcome(
          Optional.of(Action.REFUSED), false, sha256, verdict.keys(), reason, previous);
    }
    if (verdict.standing() == Standing.PROPOSED) {
      return new Outcome(
          same ? Optional.empty() : Optional.of(Action.PROPOSED),
          false,
          sha256,
          verdict.keys(),
          verdict.reason(),
          previous);
    }
    Verdict former = before.filter(old -> same).map(old -> trust.judge(old, codec)).orElse(NOTHING);
    // What is in force loses no signature because somebody writes it with fewer.
    boolean keep = verdict.keys().containsAll(former.keys());
    boolean further = keep && !former.keys().containsAll(verdict.keys());
    return new Outcome(
        same
            ? further ? Optional.of(Action.SIGNED) : Optional.empty()
            : Optional.of(action(decision, before)),
        keep,
        sha256,
        verdict.keys(),
        "",
        previous);
  }

  /** Where nobody's signature is asked for, what was written as a proposal still is none. */
  private Outcome proposed(T decision, Optional<T> before) {
    return new Outcome(
        Optional.of(Action.PROPOSED),
        false,
        digest(decision),
        List.of(),
        "it was written as a proposal",
        before.map(old -> new Previous(old.subject().version(), digest(old))));
  }

  /** A tombstone names nobody, so where signatures are asked for it is not obeyed. */
  Outcome erased(T before) {
    return new Outcome(
        Optional.of(trust.required() ? Action.REFUSED : Action.ERASED),
        trust.required(),
        "",
        List.of(),
        trust.required() ? "a deletion bears no signature; it stays in force" : "",
        Optional.of(new Previous(before.subject().version(), digest(before))));
  }

  private Action action(T decision, Optional<T> before) {
    if (decision.ends()) {
      return Action.WITHDRAWN;
    }
    return before.filter(old -> !old.ends()).isPresent() ? Action.REPLACED : Action.IN_FORCE;
  }

  private String digest(T decision) {
    return SignedText.digest(SignedText.content(decision, codec));
  }
}
