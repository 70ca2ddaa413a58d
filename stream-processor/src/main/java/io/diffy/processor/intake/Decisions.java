package io.diffy.processor.intake;

import io.diffy.processor.store.Admission;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.AuditEntry.Previous;
import io.diffy.schemas.Decision;
import io.diffy.schemas.json.Codec;
import io.diffy.schemas.json.MalformedRecord;
import io.diffy.schemas.trust.SignedText;
import io.diffy.schemas.trust.Trust;
import io.diffy.schemas.trust.Trust.Standing;
import io.diffy.schemas.trust.Trust.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a decision, given what is in force. Pure. Where nobody's signature is asked for,
 * the last one written counts, as ever.
 */
final class Decisions<T extends Decision<T>> {
  private final Trust trust;
  private final Codec<T> codec;
  private final Admission<T> admission;

  Decisions(Trust trust, Codec<T> codec) {
    this.trust = trust;
    this.codec = codec;
    this.admission = new Admission<>(trust, codec);
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
    try {
      T decision = codec.decode(stored);
      return admission.admits(key, stored, decision) ? Optional.of(decision) : Optional.empty();
    } catch (MalformedRecord e) {
      throw new IllegalStateException("a decision that was checked can't be read again", e);
    }
  }

  Outcome of(T decision, Optional<T> before) {
    Verdict verdict = trust.judge(decision, codec);
    String sha256 = digest(decision);
    Optional<Previous> previous =
        before.map(old -> new Previous(old.subject().version(), digest(old)));
    boolean same = previous.map(old -> old.sha256().equals(sha256)).orElse(false);
    Optional<String> late = before.filter(old -> !same).flatMap(old -> late(decision, old));
    if (verdict.standing() == Standing.REFUSED || (trust.required() && late.isPresent())) {
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
    return new Outcome(
        same
            ? sameKeys(verdict, before) ? Optional.empty() : Optional.of(Action.SIGNED)
            : Optional.of(action(decision, before)),
        true,
        sha256,
        verdict.keys(),
        "",
        previous);
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

  /** An old decision keeps its signatures for ever; whoever writes it again must not turn back. */
  private static <T extends Decision<T>> Optional<String> late(T decision, T inForce) {
    if (decision.order() < inForce.order()) {
      return Optional.of(
          inForce.subject().version() > 0
              ? "version %d is in force, which is later".formatted(inForce.order())
              : "it was taken back");
    }
    return decision.order() == inForce.order() && inForce.subject().version() > 0
        ? Optional.of("another version %d is in force".formatted(inForce.order()))
        : Optional.empty();
  }

  private boolean sameKeys(Verdict verdict, Optional<T> before) {
    return before.map(old -> trust.judge(old, codec).keys().equals(verdict.keys())).orElse(false);
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
