package io.diffy.schemas.trust;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.Decision;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.text.Hashing;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The bytes that stand for a decision: as the codec writes it, without its signatures. Fields that
 * the codec does not know are not among them, and nobody obeys those. A field that a later release
 * adds is left out where it is absent, so old signatures stay good.
 */
public final class SignedText {
  /** Keeps a signature from being taken for one under something else. */
  private static final String PURPOSE = "diffy-decision-v1";

  /** The same, where the name of an installation follows. */
  private static final String PURPOSE_IN = "diffy-decision-v2";

  private SignedText() {}

  /** The decision itself: group, query, cohort and version are in it. */
  public static <T extends Decision<T>> byte[] content(T decision, Codec<T> codec) {
    return codec.encode(decision.signed(List.of()));
  }

  /** SHA-256 of the content, in hex: the decision's name in the audit trail. */
  public static String digest(byte[] content) {
    return Hashing.sha256(content);
  }

  /**
   * What a key signs: who signs, when and where are bound to the content.
   *
   * @param realm the installation; empty: none is named
   */
  public static byte[] of(
      Decision<?> decision, byte[] content, String realm, String key, Instant at) {
    byte[] head =
        String.join(
                "\n",
                realm.isEmpty() ? PURPOSE : PURPOSE_IN + "\n" + realm,
                decision.subject().kind().name().toLowerCase(Locale.ROOT),
                key,
                at.toString(),
                "")
            .getBytes(UTF_8);
    byte[] text = new byte[head.length + content.length];
    System.arraycopy(head, 0, text, 0, head.length);
    System.arraycopy(content, 0, text, head.length, content.length);
    return text;
  }
}
