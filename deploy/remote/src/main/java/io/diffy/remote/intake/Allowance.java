package io.diffy.remote.intake;

import java.util.LinkedHashMap;
import java.util.Map;

/** So many requests a second for each name, and a burst of them. The least used are forgotten. */
final class Allowance {
  private static final int MOST_NAMES = 100_000;
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double burst;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_NAMES;
        }
      };

  private record Bucket(double left, long at) {}

  Allowance(double perSecond, double burst) {
    this.perSecond = perSecond;
    this.burst = burst;
  }

  /** Whether one more is allowed now. */
  boolean take(String name) {
    return take(name, System.nanoTime());
  }

  synchronized boolean take(String name, long now) {
    Bucket bucket = buckets.getOrDefault(name, new Bucket(burst, now));
    double left = Math.min(burst, bucket.left + (now - bucket.at) / NANOS * perSecond);
    buckets.put(name, new Bucket(Math.max(0, left - 1), now));
    return left >= 1;
  }
}
