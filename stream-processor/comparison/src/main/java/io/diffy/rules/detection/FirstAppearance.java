package io.diffy.rules.detection;

import java.time.Instant;

/**
 * When something that is odd now appeared on hosts that had answered without it before.
 *
 * @param at end of the window in which it appeared
 * @param before answers of the group before that, all hosts and windows counted: host-epochs
 * @param hosts on how many hosts it appeared then
 * @param noise on how many others something appears on such a day; {@link #UNKNOWN} where too few
 *     days came before
 */
public record FirstAppearance(Instant at, long before, int hosts, int noise) {
  public static final int UNKNOWN = Integer.MAX_VALUE;

  /** Fewer answers without it prove nothing. */
  static final long FEWEST_BEFORE = 20;

  boolean proven() {
    return before >= FEWEST_BEFORE;
  }
}
