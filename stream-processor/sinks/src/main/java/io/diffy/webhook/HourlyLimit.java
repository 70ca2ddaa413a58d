package io.diffy.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** When messages went out, and so how many may still go out within the hour. */
final class HourlyLimit {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Deque<Instant> sent = new ArrayDeque<>();

  int left(int perHour, Instant now) {
    while (!sent.isEmpty() && !sent.peekFirst().plus(HOUR).isAfter(now)) {
      sent.removeFirst();
    }
    return Math.max(0, perHour - sent.size());
  }

  /** When there is room again, where there is none now. */
  Instant next() {
    return sent.getFirst().plus(HOUR);
  }

  void spend(Instant now) {
    sent.addLast(now);
  }
}
