package io.diffy.schemas.trust;

import io.diffy.schemas.Decision;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.trust.TrustPolicy.Standing;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether a decision takes the place of the one in force: the one rule for the processor and for
 * whoever reads the topics without it. Pure. Where nobody's signature is asked for, the last one
 * written counts.
 */
public final class DecisionRule<T extends Decision<T>> {
  private final TrustPolicy trust;
  private final Codec<T> codec;

  public DecisionRule(TrustPolicy trust, Codec<T> codec) {
    this.trust = trust;
    this.codec = codec;
  }

  /**
   * How a decision stands beside the one in force.
   *
   * @param standing refused, also when it comes too late
   * @param keys whose signatures hold
   * @param reason why it is not in force; empty when it is
   * @param same whether it says what is in force already
   * @param further whether it is in force already, with fewer signatures
   * @param keep whether it is in force from now on
   */
  public record Ruling(
      Standing standing,
      List<String> keys,
      String reason,
      boolean same,
      boolean further,
      boolean keep) {}

  public Ruling of(T decision, Optional<T> before) {
    Verdict verdict = trust.judge(decision, codec);
    Optional<T> same = before.filter(old -> Arrays.equals(content(old), content(decision)));
    Optional<String> late =
        before
            .flatMap(old -> trust.late(decision, old, codec))
            .or(() -> trust.passed(decision, codec));
    boolean refused = verdict.standing() == Standing.REFUSED || late.isPresent();
    if (refused || !verdict.valid()) {
      String reason =
          verdict.standing() == Standing.REFUSED ? verdict.reason() : late.orElse(verdict.reason());
      Standing standing = refused ? Standing.REFUSED : verdict.standing();
      return new Ruling(standing, verdict.keys(), reason, same.isPresent(), false, false);
    }
    List<String> former = same.map(old -> trust.judge(old, codec).keys()).orElse(List.of());
    // What is in force loses no signature because somebody writes it with fewer.
    boolean keep = verdict.keys().containsAll(former);
    boolean further = same.isPresent() && keep && !former.containsAll(verdict.keys());
    return new Ruling(Standing.VALID, verdict.keys(), "", same.isPresent(), further, keep);
  }

  private byte[] content(T decision) {
    return SignedText.content(decision, codec);
  }
}
