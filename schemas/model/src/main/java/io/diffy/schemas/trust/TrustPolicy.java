package io.diffy.schemas.trust;

import io.diffy.schemas.Decision;
import io.diffy.schemas.SignedBy;
import io.diffy.schemas.codec.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whose signatures a decision needs before it counts. Pure. */
public final class TrustPolicy {
  /** Whoever may write to the topic decides. */
  public static final TrustPolicy ANYBODY =
      new TrustPolicy(Optional.empty(), 0, "", new DecisionFloor());

  private final Optional<TrustedKeys> keys;
  private final int needed;
  private final String realm;
  private final DecisionFloor floor;

  private TrustPolicy(Optional<TrustedKeys> keys, int needed, String realm, DecisionFloor floor) {
    this.keys = keys;
    this.needed = needed;
    this.realm = realm;
    this.floor = floor;
  }

  /**
   * So many of these people must have signed.
   *
   * @param needed at least 1, and not more than there are keys
   */
  public static TrustPolicy of(TrustedKeys keys, int needed) {
    if (needed < 1 || needed > keys.size()) {
      throw new IllegalArgumentException(
          "%d signatures are required of %d keys".formatted(needed, keys.size()));
    }
    return new TrustPolicy(Optional.of(keys), needed, "", new DecisionFloor());
  }

  /** The same where signatures name this installation: those for another don't count. */
  public TrustPolicy in(String installation) {
    return new TrustPolicy(keys, needed, installation, floor);
  }

  /** The same, which takes nothing that came before what was once in force. */
  public TrustPolicy above(DecisionFloor once) {
    return new TrustPolicy(keys, needed, realm, once);
  }

  /** The installation that signatures name; empty: none. */
  public String realm() {
    return realm;
  }

  /** What was once in force. */
  public DecisionFloor floor() {
    return floor;
  }

  /** Why a decision came too late, whatever stands on the topic; empty when it did not. */
  public <T extends Decision<T>> Optional<String> passed(T decision, Codec<T> codec) {
    return keys.isEmpty()
        ? Optional.empty()
        : floor.refuses(decision, SignedText.content(decision, codec));
  }

  /** How a decision stands. */
  public enum Standing {
    /** Enough have signed. */
    VALID,
    /** Somebody trusted has signed, but not enough. */
    PROPOSED,
    /** Nobody trusted has signed. */
    REFUSED
  }

  /**
   * What the signatures are worth.
   *
   * @param keys whose signatures hold, sorted
   * @param reason why it is not valid; empty when it is
   */
  public record Verdict(Standing standing, List<String> keys, String reason) {
    public boolean valid() {
      return standing == Standing.VALID;
    }
  }

  /** Whether signatures are asked for at all. */
  public boolean required() {
    return keys.isPresent();
  }

  /** How many must sign; 0 when signatures are not asked for. */
  public int needed() {
    return needed;
  }

  /** Looks at every signature under it. */
  public <T extends Decision<T>> Verdict judge(T decision, Codec<T> codec) {
    if (keys.isEmpty() || !decision.silences()) {
      return new Verdict(Standing.VALID, List.of(), "");
    }
    if (decision.signatures().isEmpty()) {
      return new Verdict(Standing.REFUSED, List.of(), "it has no signature");
    }
    byte[] content = SignedText.content(decision, codec);
    Set<String> good = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    for (SignedBy one : decision.signatures()) {
      if (!keys.get().knows(one.key())) {
        wrong.add("\"" + one.key() + "\" is no trusted key");
      } else if (keys.get()
          .holds(
              one.key(),
              SignedText.of(decision, content, realm, one.key(), one.at()),
              Base64.getDecoder().decode(one.signature()))) {
        good.add(one.key());
      } else {
        wrong.add("the signature of \"" + one.key() + "\" does not fit what it stands under");
      }
    }
    return verdict(List.copyOf(good), String.join("; ", wrong));
  }

  /**
   * Why a decision may not take the place of the one in force; empty when it may. An old decision
   * keeps its signatures for ever: whoever writes it again must not turn back. Where nobody's
   * signature is asked for, the last one written counts.
   */
  public <T extends Decision<T>> Optional<String> late(T decision, T inForce, Codec<T> codec) {
    if (keys.isEmpty() || decision.order() > inForce.order()) {
      return Optional.empty();
    }
    boolean numbered = inForce.subject().version() > 0;
    if (decision.order() < inForce.order()) {
      return Optional.of(
          numbered
              ? "version %d is in force, which is later".formatted(inForce.order())
              : "it was taken back");
    }
    boolean other =
        !Arrays.equals(SignedText.content(decision, codec), SignedText.content(inForce, codec));
    return numbered && other
        ? Optional.of("another version %d is in force".formatted(inForce.order()))
        : Optional.empty();
  }

  /** The same without signatures that do not hold: there is room for few. */
  public <T extends Decision<T>> T withoutWrong(T decision, Codec<T> codec) {
    if (keys.isEmpty()) {
      return decision;
    }
    List<String> good = judge(decision, codec).keys();
    List<SignedBy> held = new ArrayList<>();
    for (SignedBy one : decision.signatures()) {
      if (good.contains(one.key())
          && !judge(decision.signed(List.of(one)), codec).keys().isEmpty()) {
        held.add(one);
      }
    }
    return decision.signed(held);
  }

  private Verdict verdict(List<String> good, String wrong) {
    if (good.size() >= needed) {
      return new Verdict(Standing.VALID, good, "");
    }
    if (good.isEmpty()) {
      return new Verdict(Standing.REFUSED, good, wrong);
    }
    String some = "%d of %d signatures: %s".formatted(good.size(), needed, String.join(", ", good));
    return new Verdict(Standing.PROPOSED, good, wrong.isEmpty() ? some : some + "; " + wrong);
  }
}
