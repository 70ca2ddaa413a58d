package io.diffy.rules.time;

import java.time.Instant;

/**
 * When an answer counts from.
 *
 * @param at the time that counts
 * @param collectedAt the host's own clock
 * @param clockTrusted whether that clock was trusted
 */
public record EventTime(Instant at, Instant collectedAt, boolean clockTrusted) {

  /** Whether the host's clock was further behind than its window: wrong, or long on its way. */
  public boolean cameTooLate() {
    return !clockTrusted && collectedAt.isBefore(at);
  }
}
