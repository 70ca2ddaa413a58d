package io.diffy.agent.publish;

import java.time.Duration;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Bounds what is in flight and counts what becomes of it, under one lock, so that the equation of
 * {@link AgentMetrics} holds at every moment.
 */
final class InFlightLimiter {
  private static final String OTHER = "other";

  private final long maxRecords;
  private final long maxBytes;
  private final TreeMap<String, Long> reasons = new TreeMap<>();
  private boolean closed;
  private long offered;
  private long published;
  private long failed;
  private long dropped;
  private long waiting;
  private long inFlight;
  private long bytesInFlight;
  private long kept;

  InFlightLimiter(long maxRecords, long maxBytes) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
  }

  /** Counts an observation that could not even be encoded. */
  synchronized void refuse(String reason) {
    offered++;
    failed++;
    count(reason);
  }

  /**
   * Waits for room and takes it; without room in time the observation counts as dropped, or as
   * kept.
   *
   * @param aside whether it is not to be sent now, although there is room
   * @param keep whether it will be kept on disk then
   * @return whether there was room; then {@link #succeeded} or {@link #failed} must follow once
   */
  synchronized boolean acquire(long bytes, Duration maxBlock, boolean aside, boolean keep)
      throws InterruptedException {
    offered++;
    waiting++;
    try {
      if (!aside && await(() -> closed || fits(bytes), maxBlock) && !closed) {
        inFlight++;
        bytesInFlight += bytes;
        return true;
      }
      if (keep) {
        kept++;
      } else {
        drop(closed ? "closed" : "no room for " + maxBlock.toMillis() + " ms");
      }
      return false;
    } catch (InterruptedException e) {
      drop("interrupted");
      throw e;
    } finally {
      waiting--;
    }
  }

  synchronized void succeeded(long bytes) {
    published++;
    leave(bytes);
  }

  synchronized void failed(long bytes, String reason) {
    failed++;
    count(reason);
    leave(bytes);
  }

  /** It goes to the disk instead. */
  synchronized void keep(long bytes) {
    kept++;
    leave(bytes);
  }

  /** Counts some that are on disk already, handed over before or by an earlier process. */
  synchronized void foundOnDisk(long records) {
    offered += records;
    kept += records;
  }

  /** Decides on some that were kept. */
  synchronized void leftDisk(long taken, long refused, long gone, String reason) {
    kept -= taken + refused + gone;
    published += taken;
    failed += refused;
    dropped += gone;
    if (refused + gone > 0) {
      reasons.merge(reason, refused + gone, Long::sum);
    }
  }

  /** Waits until nothing is in flight but what is on disk. */
  synchronized boolean awaitEmpty(Duration timeout) throws InterruptedException {
    return await(() -> inFlight + waiting == 0, timeout);
  }

  /** Drops whatever waits for room or comes later. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized AgentMetrics snapshot() {
    return new AgentMetrics(
        offered,
        published,
        failed,
        dropped,
        inFlight + waiting + kept,
        kept,
        bytesInFlight,
        reasons);
  }

  /** One record always fits when nothing else is in flight, however big it is. */
  private boolean fits(long bytes) {
    return inFlight == 0 || (inFlight < maxRecords && bytesInFlight + bytes <= maxBytes);
  }

  private void drop(String reason) {
    dropped++;
    count(reason);
  }

  private void leave(long bytes) {
    inFlight--;
    bytesInFlight -= bytes;
    notifyAll();
  }

  private void count(String reason) {
    boolean known = reasons.containsKey(reason) || reasons.size() < AgentMetrics.MAX_REASONS - 1;
    reasons.merge(known ? reason : OTHER, 1L, Long::sum);
  }

  private boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      // At least a millisecond: zero would mean to wait for ever.
      wait(Math.max(1, left / 1_000_000));
    }
    return true;
  }
}
