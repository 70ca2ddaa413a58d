package io.diffy.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** The most heap that was used since the watch began, and the most that a collection left. */
final class HeapWatch {
  private static final long SAMPLE_MILLIS = 20;

  private final List<MemoryPoolMXBean> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();

  private volatile long peak;
  private volatile long mostLeft;

  private HeapWatch() {}

  static HeapWatch start() {
    HeapWatch watch = new HeapWatch();
    Thread sampler = new Thread(watch::sample, "heap-watch");
    sampler.setDaemon(true);
    sampler.start();
    return watch;
  }

  long peakMb() {
    return peak >> 20;
  }

  long mostLeftMb() {
    return mostLeft >> 20;
  }

  private void sample() {
    try {
      while (true) {
        peak = Math.max(peak, sum(true));
        mostLeft = Math.max(mostLeft, sum(false));
        Thread.sleep(SAMPLE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long sum(boolean now) {
    long used = 0;
    for (MemoryPoolMXBean pool : pools) {
      var usage = now ? pool.getUsage() : pool.getCollectionUsage();
      used += usage == null ? 0 : usage.getUsed();
    }
    return used;
  }
}
