package io.diffy.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often AWS is called: so many calls a second of each operation, shared by all threads that
 * call one account and region. AWS limits calls by account and region too, publishes few of its
 * limits, and other people's tools call it as well: better to ask seldom than to be refused.
 *
 * <p>A token bucket that holds one second's calls, by the generic cell rate algorithm: only the
 * time at which the bucket would be full again is kept, an entry for each operation.
 */
public final class CallBudget {
  /** Waits, in place of {@link Thread#sleep}. */
  interface Sleep {
    void nanos(long nanos) throws InterruptedException;
  }

  private final long interval;
  private final long tolerance;
  private final LongSupplier nanoTime;
  private final Sleep pause;
  private final Map<String, Long> fullAt = new HashMap<>();

  CallBudget(double perSecond, LongSupplier nanoTime, Sleep pause) {
    this.interval = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    this.tolerance = (long) ((Math.max(1, perSecond) - 1) * interval);
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  static CallBudget of(double perSecond) {
    return new CallBudget(perSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  void take(String operation) throws InterruptedException {
    long wait = reserve(operation);
    if (wait > 0) {
      pause.nanos(wait);
    }
  }

  /** Counts a call that can't wait, such as a retry: later calls wait for it. */
  void charge(String operation) {
    reserve(operation);
  }

  /** Books the next call and says how long to wait for it, in nanoseconds. */
  private synchronized long reserve(String operation) {
    long now = nanoTime.getAsLong();
    long full = fullAt.getOrDefault(operation, now);
    // Differences, not comparisons: nanoTime may be negative and may wrap.
    long booked = full - now > 0 ? full : now;
    fullAt.put(operation, booked + interval);
    return Math.max(0, booked - now - tolerance);
  }
}
