package io.diffy.processor.trust;

import io.diffy.schemas.Decision;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.trust.TrustPolicy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether a stored decision counts. A store outlives the list of trusted keys: what was kept before
 * signatures were asked for, or with a key that nobody trusts any more, is looked at anew.
 * Remembers the answer as long as the entry stays the same.
 */
public final class SignatureCheck<T extends Decision<T>> {
  private final TrustPolicy trust;
  private final Codec<T> codec;
  private final Map<String, Known> known = new HashMap<>();

  private record Known(byte[] value, boolean admitted) {}

  public SignatureCheck(TrustPolicy trust, Codec<T> codec) {
    this.trust = trust;
    this.codec = codec;
  }

  /**
   * Whether enough trusted people have signed it.
   *
   * @param key where it stands
   * @param value as it stands there
   */
  public boolean admits(String key, byte[] value, T decision) {
    if (!trust.required()) {
      return true;
    }
    Known last = known.get(key);
    if (last == null || !Arrays.equals(last.value(), value)) {
      last = new Known(value, trust.judge(decision, codec).valid());
      known.put(key, last);
    }
    return last.admitted();
  }
}
